package dev.parley.bench.mesh;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A running mesh: its front door, its metrics if they are known, and its process if it is ours. A mesh of our own has its
 * own data folder and ends with {@link #close()}.
 */
public final class MeshUnderTest implements AutoCloseable {
    static final String AGENT_ID = "instant";

    private final URI http;
    private final Optional<URI> metrics;
    private final Optional<ProcessHandle> process;
    private final Closing closing;

    private interface Closing {
        void close() throws IOException;
    }

    private MeshUnderTest(URI http, Optional<URI> metrics, Optional<ProcessHandle> process, Closing closing) {
        this.http = http;
        this.metrics = metrics;
        this.process = process;
        this.closing = closing;
    }

    /** Starts a mesh on an empty data folder and free ports and registers {@code agent} with it. */
    public static MeshUnderTest start(Path parley, Path data, URI agent) throws IOException {
        var launcher = new Launcher(parley, Map.of());
        String folder = data.toString();
        launcher.run(
                "up", "--detach", "--data", folder, "--http-port", "0", "--grpc-port", "0", "--management-port", "0");
        Closing down = () -> launcher.run("down", "--data", folder);
        try {
            Map<String, String> status = members(launcher.run("status", "-o", "json", "--data", folder));
            launcher.run("agent", "register", agent.toString(), "--id", AGENT_ID, "--data", folder);
            return new MeshUnderTest(
                    address(status, "http"),
                    Optional.of(address(status, "management").resolve("/metrics")),
                    ProcessHandle.of(Long.parseLong(status.getOrDefault("pid", "0"))),
                    down);
        } catch (IOException | RuntimeException e) {
            down.close();
            throw e;
        }
    }

    /** Makes the database of a data folder, so that a mesh which starts there later finds it. */
    public static void prepare(Path parley, Path data) throws IOException {
        var launcher = new Launcher(parley, Map.of());
        String folder = data.toString();
        launcher.run(
                "up", "--detach", "--data", folder, "--http-port", "0", "--grpc-port", "0", "--management-port", "0");
        launcher.run("down", "--data", folder);
    }

    /** A mesh that somebody else started, with the agent registered as {@code instant}. */
    public static MeshUnderTest at(URI http, Optional<URI> management) {
        return new MeshUnderTest(http, management.map(at -> at.resolve("/metrics")), Optional.empty(), () -> {});
    }

    /** Where messages for the agent go. */
    public URI agentUrl() {
        return http.resolve("/agents/" + AGENT_ID);
    }

    public Optional<URI> metrics() {
        return metrics;
    }

    /** CPU time the mesh's own process has used so far; empty for a mesh that is not ours. */
    public Optional<Double> cpuSeconds() {
        return process.flatMap(handle -> handle.info().totalCpuDuration()).map(used -> used.toNanos() / 1e9);
    }

    /** The mesh's own process; empty for a mesh that is not ours. */
    public Optional<Long> pid() {
        return process.map(ProcessHandle::pid);
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }

    private static URI address(Map<String, String> status, String name) throws IOException {
        String value = status.getOrDefault(name, "");
        if (value.matches("[0-9]+")) {
            return URI.create("http://127.0.0.1:" + value);
        }
        if (!value.startsWith("http://")) {
            throw new IOException("status: " + name + " is \"" + value + "\" (expected: http://HOST:PORT)");
        }
        return URI.create(value);
    }

    private static Map<String, String> members(String json) throws IOException {
        Map<String, String> members = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String name = parser.currentName();
                if (token.isScalarValue() && name != null) {
                    members.putIfAbsent(name, parser.getText());
                }
            }
        }
        return members;
    }
}
