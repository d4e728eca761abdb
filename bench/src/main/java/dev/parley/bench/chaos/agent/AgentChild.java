package dev.parley.bench.chaos.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A chaos agent in a JVM of its own, which is started again at the same address when it was killed. Safe for concurrent use. */
public final class AgentChild implements AutoCloseable {
    private final AgentSort sort;
    private final Path starts;
    private final URI url;
    private Process process;

    private AgentChild(AgentSort sort, Path starts, Process process, URI url) {
        this.sort = sort;
        this.starts = starts;
        this.process = process;
        this.url = url;
    }

    /** @param starts the file in which it writes down what it was given */
    public static AgentChild start(AgentSort sort, Path starts) throws IOException {
        Process process = launch(sort, 0, starts);
        return new AgentChild(sort, starts, process, firstLine(process));
    }

    private static Process launch(AgentSort sort, int port, Path starts) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", // it is killed before the second compiler pays
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChaosAgent.class.getName(),
                        sort.id(),
                        Integer.toString(port),
                        starts.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
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

    public AgentSort sort() {
        return sort;
    }

    public URI url() {
        return url;
    }

    public Path starts() {
        return starts;
    }

    public synchronized ProcessHandle process() {
        return process.toHandle();
    }

    /** After it was killed; returns when it listens again. */
    public synchronized void startAgain() throws IOException {
        process.onExit().join();
        process = launch(sort, url.getPort(), starts);
        firstLine(process);
    }

    @Override
    public synchronized void close() {
        process.destroyForcibly().onExit().join();
    }
}
