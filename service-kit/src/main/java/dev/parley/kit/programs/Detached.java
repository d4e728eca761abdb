package dev.parley.kit.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How a child is started so that a Ctrl-C meant for the mesh does not reach it first. */
public final class Detached {
    private Detached() {}

    /**
     * The command in a session of its own, where the machine can do that: the terminal's signals then reach only the
     * mesh, which stops its servers last. The process id stays the child's.
     */
    public static List<String> inOwnSession(List<String> command) {
        if (!isInstalled("setsid")) {
            return command;
        }
        List<String> whole = new ArrayList<>(List.of("setsid"));
        whole.addAll(command);
        return whole;
    }

    /** True when a program of that name is on the PATH. */
    public static boolean isInstalled(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        for (String folder : path.split(":")) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** True when the command ends with status 0 within ten seconds; its output is thrown away. */
    public static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
