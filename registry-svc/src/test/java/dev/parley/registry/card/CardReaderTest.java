package dev.parley.registry.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentSkill;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.registry.Cards;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CardReaderTest {
    private final CardReader reader =
            new CardReader(new AgentUrls(List.of("http://localhost:8080/", "https://mesh.example")));

    private ReadCard read(String json) {
        return reader.read(json.getBytes(StandardCharsets.UTF_8), null);
    }

    private List<String> faults(String json) {
        A2aException error = catchThrowableOfType(A2aException.class, () -> read(json));
        assertThat(error.code()).isEqualTo(A2aErrorCode.AGENT_CARD_INVALID);
        assertThat(error.violations())
                .allSatisfy(each -> assertThat(each.description()).contains("expected"));
        return error.violations().stream().map(Violation::path).toList();
    }

    @Test
    void read_takesA10CardAsItIs() {
        ReadCard read = read(Cards.named("Weather", "https://weather.example/a2a"));
        assertThat(read.shape()).isEqualTo(CardShape.A2A_1_0);
        assertThat(read.card().getName()).isEqualTo("Weather");
        assertThat(read.routing().hasCostPerRequest()).isFalse();
        assertThat(read.proposedId()).isEmpty();
    }

    @Test
    void read_tellsEveryViolationAtOnce() {
        assertThat(faults("""
                        {"name":"  ","version":7,
                         "supportedInterfaces":[{"url":"ftp://x","protocolBinding":"JSONRPC","protocolVersion":"0.1"},
                                                {"protocolBinding":"GRPC","protocolVersion":"0.2"}],
                         "capabilities":{"streaming":"yes"},
                         "defaultInputModes":["text/plain"],
                         "skills":[{"id":"a","name":"A","description":"d","tags":[]},{"id":"a","description":"d"}]}"""))
                .containsExactlyInAnyOrder(
                        "$.name",
                        "$.description",
                        "$.version",
                        "$.supportedInterfaces[0].url",
                        "$.supportedInterfaces[1].url",
                        "$.supportedInterfaces",
                        "$.capabilities.streaming",
                        "$.defaultOutputModes",
                        "$.skills[1].name",
                        "$.skills[1].tags",
                        "$.skills[1].id");
    }

    @Test
    void read_refusesWhatIsNoCardAtAll() {
        for (String json : List.of("", "nonsense", "[]", "{\"name\":\"a\",\"name\":\"b\"}", "7")) {
            assertThat(faults(json)).as(json).isNotEmpty();
        }
        assertThat(faults("{}")).contains("$.name", "$.supportedInterfaces", "$.skills");
    }

    @Test
    void read_takesCardsOfZeroThree() {
        ReadCard read = read("""
                {"protocolVersion":"0.3.0","name":"Old","description":"d","url":"http://x.example/rpc","version":"1",
                 "preferredTransport":"GRPC","additionalInterfaces":[{"url":"http://x.example/json","transport":"JSONRPC"}],
                 "capabilities":{"streaming":true},"defaultInputModes":["text/plain"],"defaultOutputModes":["text/plain"],
                 "skills":[{"id":"a","name":"A","description":"d","tags":["t"]}]}""");
        assertThat(read.shape()).isEqualTo(CardShape.A2A_0_3);
        assertThat(read.card().getSupportedInterfacesList())
                .extracting(each -> each.getProtocolBinding() + " " + each.getProtocolVersion() + " " + each.getUrl())
                .containsExactly("GRPC 0.3 http://x.example/rpc", "JSONRPC 0.3 http://x.example/json");
        assertThat(read.card().getCapabilities().getStreaming()).isTrue();
    }

    @Test
    void read_tellsViolationsOfZeroThreeWhereTheyStand() {
        assertThat(faults("{\"protocolVersion\":\"0.3.0\",\"name\":\"Old\",\"url\":\"http://x.example\"}"))
                .contains("$.description", "$.version", "$.skills");
        String card = """
                {"name":"Old","description":"d","url":"%s","version":"1","preferredTransport":"%s",
                 "capabilities":{},"defaultInputModes":[],"defaultOutputModes":[],"skills":[]}""";
        assertThat(faults(card.formatted("ftp://x", "JSONRPC"))).containsExactly("$.url");
        assertThat(faults(card.formatted("http://x.example", "PIGEON"))).containsExactly("$.preferredTransport");
    }

    @Test
    void read_refusesUrlsOfTheMesh() {
        for (String own :
                List.of("http://127.0.0.1:8080/agents/a", "http://LOCALHOST:8080", "https://mesh.example:443/")) {
            assertThat(faults(Cards.named("Self", own))).containsExactly("$.supportedInterfaces[0].url");
        }
        assertThat(read(Cards.named("Other", "http://localhost:8081")).card().getName())
                .isEqualTo("Other");
    }

    @Test
    void read_refusesGrpcAddressesOfTheMeshAndWhatIsNone() {
        for (String wrong : List.of(
                "localhost:8080",
                "127.0.0.1:8080",
                "dns:///localhost:8080",
                "http://[::1]:8080",
                "mesh.example:443",
                "localhost",
                "unix:/tmp/socket",
                "host:port")) {
            assertThat(faults(Cards.named("Self", wrong).replace("JSONRPC", "GRPC")))
                    .as(wrong)
                    .containsExactly("$.supportedInterfaces[0].url");
        }
        String card = Cards.named("Other", "other.example:50051").replace("JSONRPC", "GRPC");
        assertThat(read(card).card().getSupportedInterfaces(0).getUrl()).isEqualTo("other.example:50051");
    }

    @Test
    void read_takesCardsOfOneBindingAlone() {
        String card = Cards.named("Rest", "http://x.example/").replace("JSONRPC", "HTTP+JSON");
        assertThat(read(card).card().getName()).isEqualTo("Rest");
        assertThat(faults(Cards.named("Pigeon", "http://x.example/").replace("JSONRPC", "https://x.example/pigeon")))
                .containsExactly("$.supportedInterfaces");
    }

    @Test
    void read_leavesAddressesOfCustomBindingsAlone() {
        ReadCard read = read(Cards.named("Mesh", "http://other.example/")
                .replace(
                        "\"supportedInterfaces\":[",
                        "\"supportedInterfaces\":[{\"url\":\"wss://other.example/ws\",\"protocolBinding\":"
                                + "\"https://parley.dev/bindings/websocket/v1\",\"protocolVersion\":\"1.0\"},"));
        assertThat(read.card().getSupportedInterfacesList()).hasSize(2);
    }

    @Test
    void read_takesTheCapabilityList() {
        ReadCard read = read("""
                {"schema_version":"0.2","agent_id":"Data_Agent-1","agent_name":"Data agent","agent_version":"2.1",
                 "capabilities":["data_analysis","charts","charts"],"supported_interactions":["task_execution","streaming"],
                 "authentication":{"schemes":["bearer","mtls"]},
                 "endpoints":[{"url":"http://data.example/rpc"},"http://data.example/second"],
                 "metadata":{"description":"Analyses data","cost_per_request":0.02}}""");
        AgentCard card = read.card();
        assertThat(read.shape().label()).isEqualTo("capability-list");
        assertThat(read.proposedId()).isEqualTo("Data_Agent-1");
        assertThat(card.getDescription()).isEqualTo("Analyses data");
        assertThat(card.getVersion()).isEqualTo("2.1");
        assertThat(card.getSkillsList()).extracting(AgentSkill::getId).containsExactly("data_analysis", "charts");
        assertThat(card.getSkills(0).getName()).isEqualTo("data analysis");
        assertThat(card.getCapabilities().getStreaming()).isTrue();
        assertThat(card.getSupportedInterfaces(0).getUrl()).isEqualTo("http://data.example/rpc");
        assertThat(card.getSupportedInterfaces(1).getProtocolBinding()).isEqualTo("JSONRPC");
        assertThat(card.getSecuritySchemesMap()).containsOnlyKeys("bearer", "mtls");
        assertThat(read.routing().getCostPerRequest()).isEqualTo(0.02);
    }

    @Test
    void read_takesAuthenticationSchemesAndTheUrlItWasFetchedFrom() {
        String json = """
                {"name":"Production agent","description":"Does things","version":"1.0.0",
                 "capabilities":{"streaming":true,"pushNotifications":true,"stateTransitionHistory":true},
                 "authentication":{"schemes":["bearer","oauth2"]},
                 "skills":[{"id":"weather_forecast","name":"Weather forecast","description":"Forecasts","examples":["Rain?"]}]}""";
        ReadCard read = reader.read(json.getBytes(StandardCharsets.UTF_8), "http://agent.example/");
        assertThat(read.shape().label()).isEqualTo("authentication-schemes");
        assertThat(read.card().getSupportedInterfaces(0).getUrl()).isEqualTo("http://agent.example/");
        assertThat(read.card().getCapabilities().getPushNotifications()).isTrue();
        assertThat(read.card().getSkills(0).getTagsList()).containsExactly("weather_forecast");
        assertThat(read.card().getSkills(0).getExamplesList()).containsExactly("Rain?");
        assertThat(faults(json)).containsExactly("$.url");
    }

    @Test
    void read_takesTheEndpointShape() {
        ReadCard read = read("""
                {"name":"Endpoint agent","description":"Has an endpoint","version":"1.0.0",
                 "endpoint":"http://endpoint.example","capabilities":["summarise"],"authentication_required":true,
                 "supported_features":["streaming"],"skills":["translate",{"name":"Draw","description":"Draws"}],
                 "avg_latency_ms":120,"quality_score":0.9}""");
        assertThat(read.shape().label()).isEqualTo("endpoint");
        assertThat(read.card().getSkillsList())
                .extracting(AgentSkill::getId)
                .containsExactly("translate", "Draw", "summarise");
        assertThat(read.card().getSecuritySchemesMap()).containsOnlyKeys("bearer");
        assertThat(read.routing().getAvgLatencyMs()).isEqualTo(120);
        assertThat(read.routing().getQualityScore()).isEqualTo(0.9);
    }

    @Test
    void read_tellsEveryViolationOfTheOtherShapes() {
        assertThat(faults("{\"agent_id\":\"not valid\",\"capabilities\":[7],\"endpoints\":[{}],\"quality_score\":3}"))
                .containsExactlyInAnyOrder(
                        "$.agent_name",
                        "$.agent_id",
                        "$.capabilities[0]",
                        "$.agent_version",
                        "$.endpoints[0].url",
                        "$.quality_score");
        assertThat(faults("{\"endpoint\":\"relative/path\",\"name\":3,\"skills\":[{}]}"))
                .containsExactlyInAnyOrder("$.name", "$.description", "$.version", "$.endpoint", "$.skills[0].name");
    }

    @Test
    void routing_isReadFromTheExtensionBeforeTheTop() {
        String card =
                Cards.named("Priced", "http://priced.example").replace("\"capabilities\":{\"streaming\":true}", """
                        "cost_per_request":1,"avg_latency_ms":5,"capabilities":{"extensions":[
                        {"uri":"https://parley.dev/ext/agent/v1",
                         "params":{"agentId":"priced-agent","costPerRequest":0.25,"labels":["internal"]}}]}""");
        ReadCard read = read(card);
        assertThat(read.routing().getCostPerRequest()).isEqualTo(0.25);
        assertThat(read.routing().getAvgLatencyMs()).isEqualTo(5);
        assertThat(read.proposedId()).isEqualTo("priced-agent");
        assertThat(read.labels()).containsExactly("internal");
    }

    @Property(tries = 500)
    void read_failsInNoOtherWay(@ForAll String text) {
        String json = "{\"endpoint\":\"" + text.replace("\"", "'").replace("\\", "/") + "\",\"skills\":[\"x\"]}";
        try {
            read(json);
        } catch (A2aException e) {
            assertThat(e.code()).isEqualTo(A2aErrorCode.AGENT_CARD_INVALID);
        }
    }
}
