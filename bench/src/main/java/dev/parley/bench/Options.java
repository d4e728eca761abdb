package dev.parley.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What to run: {@code --rounds N}, {@code --seconds N} a measurement, {@code --warm N} seconds for each target before the
 * first, {@code --connections A,B,...}, {@code --parley FILE} (the launcher), {@code --data DIR} (its disk is measured; a
 * folder in it is used and removed), or {@code --url URL} with {@code --agent-url URL} and {@code --management URL} for a
 * mesh that runs already and has the agent registered as {@code instant}.
 */
record Options(
        int rounds,
        Duration measured,
        Duration warm,
        List<Integer> connections,
        Path parley,
        Path data,
        Optional<URI> url,
        Optional<URI> agentUrl,
        Optional<URI> management) {

    static Options parse(String[] args, Path here) {
        if (args.length % 2 != 0) {
            throw new IllegalArgumentException(args[args.length - 1] + " (expected: --name value pairs)");
        }
        var options = new Options(
                3,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                List.of(1, 16, 64),
                here.resolve("parley"),
                here.resolve("bench/target"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        for (int i = 0; i < args.length; i += 2) {
            options = options.with(args[i], args[i + 1]);
        }
        return options;
    }

    private Options with(String name, String value) {
        int newRounds = name.equals("--rounds") ? Integer.parseInt(value) : rounds;
        Duration newMeasured = name.equals("--seconds") ? Duration.ofSeconds(Long.parseLong(value)) : measured;
        Duration newWarm = name.equals("--warm") ? Duration.ofSeconds(Long.parseLong(value)) : warm;
        List<Integer> newConnections = name.equals("--connections")
                ? Arrays.stream(value.split(",", -1)).map(Integer::valueOf).toList()
                : connections;
        return new Options(
                newRounds,
                newMeasured,
                newWarm,
                newConnections,
                name.equals("--parley") ? Path.of(value) : parley,
                name.equals("--data") ? Path.of(value) : data,
                name.equals("--url") ? Optional.of(URI.create(value)) : url,
                name.equals("--agent-url") ? Optional.of(URI.create(value)) : agentUrl,
                name.equals("--management") ? Optional.of(URI.create(value)) : management);
    }
}
