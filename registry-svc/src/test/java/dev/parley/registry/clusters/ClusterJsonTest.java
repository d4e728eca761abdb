package dev.parley.registry.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.proto.cluster.AgentOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole clusters, to look at. {@code -Dparley.golden=write} writes them anew. */
class ClusterJsonTest {
    static final ClustersConfig CONFIG = new ClustersConfig(
            Path.of("/etc/ssl/agents.pem"), Duration.ofSeconds(5), Duration.ofSeconds(4), 2000, 2000);
    private static final ObjectMapper JSON = new ObjectMapper();

    // router-svc's tests give the first two to a real Envoy
    @ParameterizedTest
    @CsvSource({
        "name.json, agent/default/weather, false, agent.example, 8000",
        "name-tls.json, agent/default/weather, true, agent.example, 443",
        "address.json, agent/default/weather, false, 192.0.2.1, 8000",
        "address-tls.json, agent/default/weather/[2001:db8::1]:443/tls, true, 2001:db8::1, 443"
    })
    void cluster_isTheGoldenOne(String file, String name, boolean secure, String host, int port) throws Exception {
        JsonNode made = JSON.readTree(new ClusterJson(CONFIG).of(name, new AgentOrigin(secure, host, port)));
        String pretty = made.toPrettyString() + "\n";
        Path golden = Path.of("src", "test", "resources", "clusters", file);
        if ("write".equals(System.getProperty("parley.golden"))) {
            Files.writeString(golden, pretty);
        }
        assertThat(pretty).isEqualTo(Files.readString(golden));
    }
}
