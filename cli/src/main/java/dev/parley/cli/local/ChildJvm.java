package dev.parley.cli.local;

import dev.parley.cli.mesh.Settings;
import dev.parley.kit.programs.Detached;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How another JVM is started on the class path of this one, in a session of its own. */
public final class ChildJvm {
    private static final String ALWAYS = "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow";
    // the launcher sets both, with the cache that it made for each
    private static final String SERVER = "-Xms64m -Xmx512m -XX:+UseSerialGC " + ALWAYS;
    private static final String SMALL = "-Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + ALWAYS;

    // first: what the operator says in PARLEY_SERVER_OPTS comes later and wins
    private static final String ONE_COMPILER = "-XX:TieredStopAtLevel=1 ";
    private static final int PROCESSES_A_CPU = 2;

    private ChildJvm() {}

    /**
     * Whether so many services are more than this machine's CPUs can also compile for: each spends its first minutes at it, after
     * every restart again, and they take the time from each other.
     */
    public static boolean isCrowded(int processes) {
        return processes > PROCESSES_A_CPU * Runtime.getRuntime().availableProcessors();
    }

    /** A mesh, or a service of one. */
    public static ProcessBuilder server(Settings settings, String main, List<String> arguments) {
        return builder(settings, serverFlags(settings), main, arguments);
    }

    /** A service of a mesh that {@link #isCrowded}: soon at its speed, which is lower. */
    public static ProcessBuilder oneOfMany(Settings settings, String main, List<String> arguments) {
        return builder(settings, ONE_COMPILER + serverFlags(settings), main, arguments);
    }

    private static String serverFlags(Settings settings) {
        return settings.environment("PARLEY_SERVER_JVM").orElse(SERVER);
    }

    /** Something small. */
    public static ProcessBuilder small(Settings settings, String main, List<String> arguments) {
        return builder(settings, settings.environment("PARLEY_CLI_JVM").orElse(SMALL), main, arguments);
    }

    private static ProcessBuilder builder(Settings settings, String flags, String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags.strip().split("\\s+")));
        command.add(main);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(Detached.inOwnSession(command));
        builder.environment().putAll(settings.environment());
        // not with -cp: 14 KB of it would be all that a list of processes shows
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder;
    }
}
