package dev.parley.bench.chaos;

import dev.parley.bench.chaos.fault.FaultKind;
import dev.parley.bench.chaos.load.Mix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What to run.
 *
 * @param seed decides messages and faults
 * @param length of the load and its faults
 * @param rate messages a second
 * @param mix of messages
 * @param callers at once at most
 * @param settle how long callers have to come to their ends afterwards
 * @param warm how long the load rises before the first fault
 * @param quiet between two faults at most, half of it at least
 * @param bag the faults, each as often as it is to come until all have
 * @param keep whether data and logs stay
 */
record ChaosOptions(
        long seed,
        Duration length,
        int rate,
        Mix mix,
        int callers,
        Duration settle,
        Duration warm,
        Duration quiet,
        List<FaultKind> bag,
        String instances,
        boolean keep,
        Path parley) {
    private static final int LONGEST_QUIET = 3_600;
    private static final Set<String> NAMES = Set.of(
            "--seed",
            "--minutes",
            "--rate",
            "--mix",
            "--callers",
            "--settle",
            "--warm",
            "--quiet",
            "--faults",
            "--instances",
            "--keep",
            "--parley");

    /** @throws IllegalArgumentException for an option that is none, or a value that cannot be read */
    static ChaosOptions parse(List<String> args, RandomGenerator random) {
        for (int i = 0; i < args.size(); i += args.get(i).equals("--keep") ? 1 : 2) {
            if (!NAMES.contains(args.get(i)) || (!args.get(i).equals("--keep") && i + 1 == args.size())) {
                throw new IllegalArgumentException(args.get(i) + " (expected: "
                        + NAMES.stream().sorted().toList() + ", each but --keep with a value)");
            }
        }
        String faults = value(args, "--faults", "");
        double minutes = Double.parseDouble(value(args, "--minutes", "2"));
        return new ChaosOptions(
                Long.parseLong(value(args, "--seed", Integer.toString(random.nextInt(1_000_000)))),
                Duration.ofMillis((long) (minutes * 60_000)),
                positive(value(args, "--rate", "200"), "--rate"),
                Mix.of(value(args, "--mix", "whole")),
                positive(value(args, "--callers", "1000"), "--callers"),
                Duration.ofSeconds(positive(value(args, "--settle", "60"), "--settle")),
                Duration.ofSeconds(positive(value(args, "--warm", "20"), "--warm")),
                quiet(value(args, "--quiet", "5")),
                bag(faults),
                value(args, "--instances", "edge=2,task=3,router=2"),
                args.contains("--keep"),
                Path.of(value(args, "--parley", "parley")).toAbsolutePath());
    }

    private static List<FaultKind> bag(String faults) {
        return switch (faults) {
            case "" -> FaultKind.bag();
            case "none" -> List.of();
            default ->
                Arrays.stream(faults.split(",", -1))
                        .map(name -> FaultKind.of(name.strip().toLowerCase(Locale.ROOT)))
                        .toList();
        };
    }

    private static Duration quiet(String value) {
        int seconds = Integer.parseInt(value);
        if (seconds < 1 || seconds > LONGEST_QUIET) {
            throw new IllegalArgumentException("--quiet " + value + " (expected: 1 to " + LONGEST_QUIET + ")");
        }
        return Duration.ofSeconds(seconds);
    }

    private static int positive(String value, String name) {
        int number = Integer.parseInt(value);
        if (number <= 0) {
            throw new IllegalArgumentException(name + " " + value + " (expected: 1 or more)");
        }
        return number;
    }

    private static String value(List<String> args, String name, String otherwise) {
        int at = args.indexOf(name);
        return at < 0 ? otherwise : args.get(at + 1);
    }
}
