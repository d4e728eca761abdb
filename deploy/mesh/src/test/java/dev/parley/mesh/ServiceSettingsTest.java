package dev.parley.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.bootstrap.Member;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ServiceSettingsTest {
    private static final Map<String, String> STORES =
            Map.of("datasources.default.password", "p w=:#!\\\n\u00e9", "redis.uri", "redis://:x@127.0.0.1:1");

    private static Instance instance(Member service) {
        return new Instance(
                service, 2, Path.of("/run", service.id() + "-2"), new Endpoint("127.0.0.1", 15001), Path.of("/log"));
    }

    private static Properties of(Member service, Map<String, String> common) throws IOException {
        Layout layout = new Layout(
                List.of(instance(service)),
                List.of(instance(service)),
                "127.0.0.1",
                8080,
                50_051,
                Optional.empty(),
                Optional.empty());
        Properties properties = new Properties();
        properties.load(new StringReader(ServiceSettings.of(layout, instance(service), STORES, common)));
        return properties;
    }

    @Test
    void values_areReadAsTheyWereWritten() throws IOException {
        assertThat(of(Member.TASK, Map.of("a key", " leading")))
                .containsAllEntriesOf(STORES)
                .containsEntry("a key", " leading");
    }

    @Test
    void instance_servesOnItsSocketsAndCallsThroughItsSidecar() throws IOException {
        assertThat(of(Member.TASK, Map.of()))
                .containsEntry("parley.instance", "task-2")
                .containsEntry("parley.process.socket", "/run/task-2/grpc.sock")
                .containsEntry("parley.process.management-socket", "/run/task-2/management.sock")
                .containsEntry("parley.process.egress", "unix:/run/task-2/egress.sock");
        assertThat(of(Member.EDGE, Map.of()))
                .containsEntry("parley.edge.socket", "/run/edge-2/http.sock")
                .containsEntry("parley.edge.grpc-port", "50051")
                .doesNotContainKeys("parley.process.socket", "redis.uri", "datasources.default.password");
        assertThat(of(Member.EMBED, Map.of())).doesNotContainKeys("parley.process.egress", "redis.uri");
    }

    @Test
    void registry_knowsTheMeshsOwnAddresses() throws IOException {
        assertThat(of(Member.REGISTRY, Map.of("parley.registry.own-urls", "https://mesh.example"))
                        .getProperty("parley.registry.own-urls"))
                .contains("http://127.0.0.1:8080", "http://localhost:50051", "https://mesh.example");
    }
}
