package dev.parley.standalone.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.kit.files.AtomicFile;
import dev.parley.kit.log.ServerLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What runs on a data folder, as {@code run/mesh.json} tells it. The file outlives a killed process: whoever reads it
 * asks {@link #isAlive}.
 *
 * @param http base URL of the edge, {@code http://127.0.0.1:8080}; empty: only another host reaches it
 * @param grpc address of A2A over gRPC, {@code 127.0.0.1:50051}; empty likewise
 * @param management base URL of health and metrics
 * @param postgres a short fact, {@code embedded, 127.0.0.1:40123} for instance; never a password
 * @param vectors {@code pgvector} or {@code exact-scan}
 */
public record MeshRun(
        long pid,
        Instant startedAt,
        boolean ready,
        String http,
        String grpc,
        String management,
        Path dataDir,
        String postgres,
        String redis,
        String vectors,
        Path log) {

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * A run of this process that begins now.
     *
     * @param management empty: it has none of its own
     */
    public static MeshRun starting(DataFolder folder, Instant now, String http, String grpc, String management) {
        return new MeshRun(
                ProcessHandle.current().pid(),
                now,
                false,
                http,
                grpc,
                management,
                folder.root(),
                "starting",
                "starting",
                "starting",
                ServerLog.file(folder.log()));
    }

    /** The same run when it takes messages. */
    public MeshRun isReady(String postgres, String redis, String vectors) {
        return new MeshRun(pid, startedAt, true, http, grpc, management, dataDir, postgres, redis, vectors, log);
    }

    private static Path file(Path dataDir) {
        return dataDir.resolve("run").resolve("mesh.json");
    }

    /** What was written last on a data folder; empty when nothing was, or when it cannot be read. */
    public static Optional<MeshRun> read(Path dataDir) throws IOException {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file(dataDir)));
            return Optional.of(new MeshRun(
                    json.path("pid").asLong(),
                    Instant.parse(json.path("startedAt").asText("1970-01-01T00:00:00Z")),
                    json.path("ready").asBoolean(),
                    json.path("http").asText(),
                    json.path("grpc").asText(),
                    json.path("management").asText(),
                    Path.of(json.path("dataDir").asText()),
                    json.path("postgres").asText(),
                    json.path("redis").asText(),
                    json.path("vectors").asText(),
                    Path.of(json.path("log").asText())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    public ObjectNode toJson() {
        return JSON.createObjectNode()
                .put("pid", pid)
                .put("startedAt", startedAt.toString())
                .put("ready", ready)
                .put("http", http)
                .put("grpc", grpc)
                .put("management", management)
                .put("dataDir", dataDir.toString())
                .put("postgres", postgres)
                .put("redis", redis)
                .put("vectors", vectors)
                .put("log", log.toString());
    }

    public void write() throws IOException {
        AtomicFile.writeSecret(file(dataDir), toJson().toPrettyString() + "\n");
    }

    public static void delete(Path dataDir) throws IOException {
        Files.deleteIfExists(file(dataDir));
    }

    /** True while the process that wrote this runs; its start time guards against a reused process id. */
    public boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().startInstant())
                .filter(start -> !start.isAfter(startedAt.plusSeconds(2)))
                .isPresent();
    }
}
