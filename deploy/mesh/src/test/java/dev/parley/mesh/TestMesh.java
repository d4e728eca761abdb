package dev.parley.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Empty;
import dev.parley.envoy.binary.EnvoyBinary;
import dev.parley.envoy.binary.EnvoyMissing;
import dev.parley.kit.programs.BinaryCache;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.proto.mesh.v1.InstanceStatus;
import dev.parley.proto.mesh.v1.MeshControlGrpc;
import dev.parley.standalone.StandaloneConfig;
import dev.parley.standalone.folder.DataFolder;
import io.grpc.ManagedChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.opentest4j.TestAbortedException;

/** A mesh of processes on a folder, with the weather agent registered. */
final class TestMesh implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    final Path folder;
    private final Mesh mesh;
    private final Process agent;
    private final ManagedChannel control;
    private final HttpClient http = HttpClient.newHttpClient();

    TestMesh(Path folder, String instances) throws Exception {
        this(folder, instances, Map.of());
    }

    /** @param settings of all services */
    TestMesh(Path folder, String instances, Map<String, String> settings) throws Exception {
        Path envoy = envoy();
        StandaloneConfig base = StandaloneConfig.embedded(Path.of("..", "standalone", "target", "cache")
                        .toAbsolutePath()
                        .normalize())
                .withPorts(0, 0, 0)
                .withPgVector(false)
                .withSettings(settings);
        DataFolder held = DataFolder.open(folder);
        this.folder = held.root();
        mesh = Mesh.start(
                held,
                new MeshConfig(
                        base, Instances.parse(instances), Optional.empty(), false, "INFO", envoy, TestMesh::java),
                InstantSource.system(),
                text -> {},
                () -> false);
        control = RpcChannels.open("unix:" + Mesh.controlSocket(this.folder));
        agent = java(
                        "dev.parley.examples.weather.WeatherAgent",
                        List.of(
                                "--port",
                                "0",
                                "--exit-with-parent",
                                Long.toString(ProcessHandle.current().pid())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            register();
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private static Path envoy() throws InterruptedException {
        Path cache =
                Path.of("..", "..", "envoy", "target", "cache").toAbsolutePath().normalize();
        try {
            return new EnvoyBinary(System.getenv(), new BinaryCache(cache)).require();
        } catch (EnvoyMissing e) {
            if (System.getenv("CI") != null) {
                throw e;
            }
            throw new TestAbortedException(e.getMessage(), e);
        }
    }

    private static ProcessBuilder java(String main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                main));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder;
    }

    private void register() throws Exception {
        var out = new BufferedReader(new InputStreamReader(agent.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.contains("http")) {
            throw new AssertionError("the agent said " + line);
        }
        HttpResponse<String> registered = post(
                "/api/v1/agents/register?id=weather", "{\"url\":\"" + line.substring(line.indexOf("http")) + "\"}");
        if (registered.statusCode() != 201) {
            throw new AssertionError(registered.body());
        }
    }

    private HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(mesh.run().http() + path))
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", "application/json")
                        .header("A2A-Version", "1.0")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Sends a message to the agent and gives the JSON-RPC answer. */
    JsonNode send() throws IOException, InterruptedException {
        return JSON.readTree(post(
                        "/agents/weather/",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\",\"params\":{\"message\":{\"messageId\":\""
                                + UUID.randomUUID()
                                + "\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"What is the weather in Paris?\"}]}}}")
                .body());
    }

    /** The state of the task that an answer is. */
    static String state(JsonNode answer) {
        return answer.path("result").path("task").path("status").path("state").asText();
    }

    String grpcAddress() {
        return mesh.run().grpc();
    }

    String httpAddress() {
        return mesh.run().http();
    }

    MeshControlGrpc.MeshControlBlockingStub control() {
        return MeshControlGrpc.newBlockingStub(control);
    }

    List<InstanceStatus> instances() {
        return control().getMeshStatus(Empty.getDefaultInstance()).getInstancesList();
    }

    InstanceStatus instance(String name) {
        return instances().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        agent.destroy();
        control.shutdownNow();
        http.close();
        mesh.close();
    }
}
