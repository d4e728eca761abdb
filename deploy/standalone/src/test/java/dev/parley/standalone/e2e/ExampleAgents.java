package dev.parley.standalone.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Example agents as the programs they are, each in a JVM of its own that ends with this one. */
final class ExampleAgents implements AutoCloseable {
    private final List<Process> processes = new ArrayList<>();

    /** Starts one on a free port and gives its URL. */
    String start(String mainClass) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        mainClass,
                        "--port",
                        "0",
                        "--exit-with-parent",
                        Long.toString(ProcessHandle.current().pid())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.contains(" listening on ")) {
            throw new AssertionError(mainClass + " said " + line + " (expected: NAME listening on URL)");
        }
        return line.substring(line.indexOf("http"));
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
    }
}
