package dev.parley.bench.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The instant agent in a JVM of its own, as agents run; it ends with {@link #close()}. */
public final class AgentProcess implements AutoCloseable {
    private final Process process;
    private final URI url;

    private AgentProcess(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    public static AgentProcess start() throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InstantAgent.class.getName(),
                        "0"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new AgentProcess(process, firstLine(process));
    }

    private static URI firstLine(Process agent) throws IOException {
        // not closed: the agent would notice
        var lines = new BufferedReader(new InputStreamReader(agent.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("The agent ended before it said where it listens");
        }
        return URI.create(line);
    }

    public URI url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
