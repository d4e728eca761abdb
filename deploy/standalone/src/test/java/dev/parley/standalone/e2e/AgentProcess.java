package dev.parley.standalone.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An example agent in a JVM of its own that ends with this one, at a port that it can be started at again, and what it prints. */
final class AgentProcess implements AutoCloseable {
    private final Process process;
    private final String url;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private AgentProcess(Process process, String url, BufferedReader out) {
        this.process = process;
        this.url = url;
        this.reader = Thread.startVirtualThread(() -> {
            try {
                out.lines().forEach(lines::add);
            } catch (UncheckedIOException e) {
                // it was killed: what it had printed is there
            }
        });
    }

    /** @param port 0 for one that is free */
    static AgentProcess start(Class<?> program, int port) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        "--port",
                        Integer.toString(port),
                        "--exit-with-parent",
                        Long.toString(ProcessHandle.current().pid())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.contains(" listening on ")) {
            process.destroyForcibly();
            throw new AssertionError(program + " said " + line + " (expected: NAME listening on URL)");
        }
        return new AgentProcess(process, line.substring(line.indexOf("http")), out);
    }

    String url() {
        return url;
    }

    int port() {
        return URI.create(url).getPort();
    }

    /** What it has printed since it was ready. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        reader.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
