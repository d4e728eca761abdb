package dev.parley.bench.overload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The overload run's arguments.
 *
 * @param times of the capacity
 * @param warm before the first measurement
 * @param length of the overload
 * @param calm of each other measurement
 */
record OverloadOptions(
        int rounds, double times, Duration warm, Duration length, Duration calm, Path parley, Path data) {
    private static final List<String> NAMES =
            List.of("--rounds", "--times", "--warm", "--seconds", "--calm", "--parley", "--data");

    /** @throws IllegalArgumentException naming what is wrong and what was expected */
    static OverloadOptions parse(String[] args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!NAMES.contains(args[i]) || i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " (expected: one of " + NAMES + ", with a value)");
            }
            given.put(args[i], args[i + 1]);
        }
        return new OverloadOptions(
                Integer.parseInt(given.getOrDefault("--rounds", "1")),
                Double.parseDouble(given.getOrDefault("--times", "3")),
                Duration.ofSeconds(Long.parseLong(given.getOrDefault("--warm", "60"))),
                Duration.ofSeconds(Long.parseLong(given.getOrDefault("--seconds", "120"))),
                Duration.ofSeconds(Long.parseLong(given.getOrDefault("--calm", "30"))),
                Path.of(given.getOrDefault("--parley", "parley")).toAbsolutePath(),
                Path.of(given.getOrDefault("--data", "bench/target")).toAbsolutePath());
    }
}
