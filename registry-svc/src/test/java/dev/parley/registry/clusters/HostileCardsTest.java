package dev.parley.registry.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.proto.cluster.AgentClusterNames;
import dev.parley.proto.registry.v1.AgentCluster;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a card says, its clusters are valid, few, small, and nobody else's. */
class HostileCardsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 4096;

    @Provide
    Arbitrary<List<String>> urls() {
        Arbitrary<String> hosts = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(400),
                Arbitraries.strings().alpha().withChars("-._").ofMaxLength(400),
                Arbitraries.of(
                        "127.0.0.1",
                        "127.1",
                        "0x7f.1",
                        "[::1]",
                        "[::ffff:127.0.0.1]",
                        "[fe80::1%25lo]",
                        "a\"b",
                        "a\\u0022",
                        "service/registry",
                        "agent.example."));
        Arbitrary<String> ports = Arbitraries.oneOf(
                Arbitraries.of("", ":0", ":65535", ":65536", ":2147483648", ":-1"),
                Arbitraries.integers().map(port -> ":" + port));
        Arbitrary<String> urls = Combinators.combine(
                        Arbitraries.of("http://", "https://", "HTTPS://", "unix:", "http://user@", "//"),
                        hosts,
                        ports,
                        Arbitraries.of("", "/", "/a?b#c", "/\"},{\"name\":\"service/x\"}"))
                .as((scheme, host, port, path) -> scheme + host + port + path);
        return urls.list().ofMaxSize(50);
    }

    @Property(tries = 2000)
    void clusters_areValidFewSmallAndTheAgentsOwn(@ForAll("urls") List<String> urls) throws Exception {
        List<AgentCluster> clusters = new AgentClusters(ClusterJsonTest.CONFIG).of(Agents.at("hostile", 1, urls));
        assertThat(clusters).hasSizeLessThanOrEqualTo(AgentClusterNames.MOST);
        assertThat(clusters.stream().map(AgentCluster::getName)).doesNotHaveDuplicates();
        for (AgentCluster cluster : clusters) {
            assertThat(cluster.getName()).matches("agent/default/hostile(/[-a-z0-9.:\\[\\]]+:[0-9]+(/tls)?)?");
            assertThat(cluster.getJson()).hasSizeLessThan(MOST_BYTES).doesNotContain("\n");
            JsonNode json = JSON.readTree(cluster.getJson());
            assertThat(json.path("name").textValue()).isEqualTo(cluster.getName());
            JsonNode address = json.at("/load_assignment/endpoints/0/lb_endpoints/0/endpoint/address/socket_address");
            assertThat(address.path("port_value").intValue()).isBetween(1, 65_535);
            assertThat(address.path("address").textValue()).matches("[-a-z0-9.:]{1,253}");
        }
    }
}
