package dev.parley.bench.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** A mesh whose services are processes, each beside an Envoy, on a data folder of its own; it ends with {@link #close()}. */
public final class MeshOfProcesses implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Launcher launcher;
    private final String folder;
    private final URI http;

    /**
     * One instance as it is now.
     *
     * @param process empty for the front, which is an Envoy alone, and while it is starting
     * @param reason why it is not ready; empty when it is
     */
    public record Member(
            String name,
            String service,
            Optional<ProcessHandle> process,
            Optional<ProcessHandle> sidecar,
            String reason) {
        public boolean ready() {
            return reason.isEmpty();
        }
    }

    private MeshOfProcesses(Launcher launcher, String folder, URI http) {
        this.launcher = launcher;
        this.folder = folder;
        this.http = http;
    }

    /**
     * Starts a mesh on an empty data folder and free ports and registers {@code agent} with it.
     *
     * @param instances as {@code parley mesh up --instances} takes them
     * @param environment of the command, beside ours
     */
    public static MeshOfProcesses start(
            Path parley, Path data, URI agent, String instances, Map<String, String> environment) throws IOException {
        MeshOfProcesses mesh = start(parley, data, instances, environment);
        try {
            mesh.register(agent, MeshUnderTest.AGENT_ID);
            return mesh;
        } catch (IOException | RuntimeException e) {
            mesh.close();
            throw e;
        }
    }

    /** The same without an agent, on a data folder that is empty or was a mesh's before. */
    public static MeshOfProcesses start(Path parley, Path data, String instances, Map<String, String> environment)
            throws IOException {
        var launcher = new Launcher(parley, environment);
        String folder = data.toString();
        launcher.run(
                "mesh",
                "up",
                "--detach",
                "--data",
                folder,
                "--http-port",
                "0",
                "--grpc-port",
                "0",
                "--instances",
                instances);
        try {
            JsonNode status = JSON.readTree(launcher.run("mesh", "status", "-o", "json", "--data", folder));
            return new MeshOfProcesses(
                    launcher, folder, URI.create(status.path("http").asText()));
        } catch (IOException | RuntimeException e) {
            launcher.run("mesh", "down", "--data", folder);
            throw e;
        }
    }

    /** Registers an agent under an id. */
    public void register(URI agent, String id) throws IOException {
        launcher.run("agent", "register", agent.toString(), "--id", id, "--data", folder);
    }

    /** The front door. */
    public URI http() {
        return http;
    }

    /** Where messages for the agent go. */
    public URI agentUrl() {
        return http.resolve("/agents/" + MeshUnderTest.AGENT_ID);
    }

    /** Every instance, also those that are not ready. */
    public List<Member> members() throws IOException {
        JsonNode status = JSON.readTree(launcher.runWhatever("mesh", "status", "-o", "json", "--data", folder));
        List<Member> members = new ArrayList<>();
        for (JsonNode each : status.path("instances")) {
            members.add(new Member(
                    each.path("name").asText(),
                    each.path("service").asText(),
                    handle(each.path("process")),
                    handle(each.path("sidecar")),
                    each.path("ready").asBoolean() ? "" : each.path("reason").asText("not ready")));
        }
        return members;
    }

    /**
     * Does something with the mesh, {@code restart task} for instance.
     *
     * @throws IOException if the command fails
     */
    public void operate(List<String> command) throws IOException {
        List<String> line = new ArrayList<>(List.of("mesh"));
        line.addAll(command);
        line.addAll(List.of("--data", folder));
        launcher.run(line.toArray(String[]::new));
    }

    private static Optional<ProcessHandle> handle(JsonNode process) {
        return ProcessHandle.of(process.path("pid").asLong());
    }

    /** CPU time that processes have used so far, seconds; one that is gone counts nothing. */
    public static double cpuSeconds(List<Optional<ProcessHandle>> processes) {
        return processes.stream()
                        .flatMap(Optional::stream)
                        .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                        .flatMapToLong(used -> LongStream.of(used.toNanos()))
                        .sum()
                / 1e9;
    }

    @Override
    public void close() throws IOException {
        launcher.run("mesh", "down", "--data", folder);
    }
}
