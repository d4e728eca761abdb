package dev.parley.cli.local;

import dev.parley.cli.mesh.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How another JVM is started on the class path of this one. */
public final class ChildJvm {
    private static final String ALWAYS = "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow";
    // the launcher sets both, with the cache that it made for each
    private static final String SERVER = "-Xms64m -Xmx512m -XX:+UseSerialGC " + ALWAYS;
    private static final String SMALL = "-Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + ALWAYS;

    private ChildJvm() {}

    /** A mesh. */
    static List<String> server(Settings settings, Class<?> main) {
        return command(settings.environment("PARLEY_SERVER_JVM").orElse(SERVER), main.getName());
    }

    /** Something small. */
    public static List<String> small(Settings settings, String main) {
        return command(settings.environment("PARLEY_CLI_JVM").orElse(SMALL), main);
    }

    private static List<String> command(String flags, String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags.strip().split("\\s+")));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main);
        return command;
    }
}
