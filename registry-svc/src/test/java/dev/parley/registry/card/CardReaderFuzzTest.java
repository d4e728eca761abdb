package dev.parley.registry.card;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands at an agent's address: a card that can be served as 1.0, or AGENT_CARD_INVALID with what is wrong. */
class CardReaderFuzzTest {
    private static final CardReader READER = new CardReader(new AgentUrls(List.of("http://mesh.example/")));

    static Stream<byte[]> cards() {
        return Stream.of("""
                        {"name":"a","description":"d","version":"1","supportedInterfaces":[{"url":"http://h:1/","protocolBinding":\
                        "JSONRPC","protocolVersion":"1.0"}],"capabilities":{"streaming":true},"defaultInputModes":["text/plain"],\
                        "defaultOutputModes":["text/plain"],"skills":[{"id":"s","name":"n","description":"d","tags":["t"]}]}""", """
                        {"protocolVersion":"0.3.0","name":"a","description":"d","version":"1","url":"http://h:1/","preferredTransport"\
                        :"GRPC","additionalInterfaces":[{"transport":"JSONRPC","url":"http://h:2/"}],"capabilities":{},\
                        "defaultInputModes":[],"defaultOutputModes":[],"skills":[],"securitySchemes":{"o":{"type":"oauth2","flows":\
                        {"implicit":{"authorizationUrl":"http://h/","scopes":{"a":"b"}}}}},"security":[{"o":["a"]}]}""", """
                        {"schema_version":"0.2","agent_id":"x_1","agent_name":"a","agent_version":"1","capabilities":["chart"],\
                        "supported_interactions":["streaming"],"authentication":{},"endpoints":[{"url":"http://h/"}],"metadata":{}}""", """
                        {"name":"a","description":"d","version":"1","capabilities":{"streaming":true},"authentication":{"schemes":\
                        ["bearer"]},"skills":[{"id":"s","name":"n","description":"d","examples":["e"]}]}""", """
                        {"name":"a","description":"d","version":"1.0.0","endpoint":"http://h/","capabilities":["x"],\
                        "authentication_required":true,"supported_features":["f"],"skills":[]}""").map(card -> card.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("cards")
    @FuzzTest(maxDuration = "20s")
    void read_understandsOrRefuses(byte[] json) {
        ReadCard read;
        try {
            read = READER.read(json, "http://agent.example/");
        } catch (A2aException refused) {
            assertThat(refused.code()).isEqualTo(A2aErrorCode.AGENT_CARD_INVALID);
            assertThat(refused.violations()).isNotEmpty();
            return;
        }
        byte[] served = ProtoJson.toBytes(read.card());
        assertThat(ProtoJson.read(served, AgentCard.getDefaultInstance())).isEqualTo(read.card());
    }
}
