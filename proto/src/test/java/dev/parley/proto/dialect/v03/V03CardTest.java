package dev.parley.proto.dialect.v03;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.json.RequiredFields;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcReply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class V03CardTest {
    private static AgentCard read(String json) {
        Faults faults = new Faults();
        AgentCard card = new V03CardReader(faults)
                .read(ProtoJson.readComplete(
                        json.getBytes(StandardCharsets.UTF_8),
                        dev.parley.proto.a2a.v03json.AgentCard.getDefaultInstance()));
        faults.refuse();
        return card;
    }

    private static String full() throws Exception {
        return Files.readString(Path.of("src/test/resources/golden-v03/card-full.json"))
                .stripTrailing();
    }

    @Test
    void card_isReadAndWrittenByteForByte() throws Exception {
        AgentCard card = read(full());

        assertThat(ProtoJson.toString(V03CardWriter.write(card, card.getSupportedInterfacesList())))
                .isEqualTo(full());
    }

    @Test
    void extendedCard_isAReplyOverJsonRpc() throws Exception {
        AgentCard card = read(full());
        byte[] reply = JsonRpcReplies.result(V03GoldenFilesTest.request(A2aMethod.GET_EXTENDED_AGENT_CARD), card);

        assertThat(new String(reply, StandardCharsets.UTF_8)).endsWith("\"result\":" + full() + "}");
        assertThat(JsonRpcCalls.readReply(reply, A2aVersion.V0_3, A2aMethod.GET_EXTENDED_AGENT_CARD, "1"))
                .isEqualTo(new JsonRpcReply.Result(card));
    }

    @Test
    void card_isACompleteOneOfOneZero() throws Exception {
        AgentCard card = read(full());

        assertThat(RequiredFields.check(card, "$")).isEmpty();
        assertThat(card.getSupportedInterfacesList())
                .extracting(AgentInterface::getProtocolBinding)
                .containsExactly("JSONRPC", "HTTP+JSON", "GRPC");
        assertThat(card.getSupportedInterfacesList())
                .allMatch(each -> each.getProtocolVersion().equals("0.3"));
        assertThat(card.getCapabilities().getExtendedAgentCard()).isTrue();
        assertThat(card.getSecuritySchemesOrThrow("key")
                        .getApiKeySecurityScheme()
                        .getLocation())
                .isEqualTo("header");
        assertThat(card.getSecurityRequirements(0).getSchemesOrThrow("oauth").getListList())
                .containsExactly("read");
    }

    @Test
    void leastCard_isJsonRpcOfItsVersion() {
        String least = "{\"name\":\"a\",\"description\":\"b\",\"url\":\"http://a.example/\",\"version\":\"1\","
                + "\"capabilities\":{},\"defaultInputModes\":[],\"defaultOutputModes\":[],\"skills\":[]%s}";
        assertThat(read(least.formatted("")).getSupportedInterfaces(0))
                .isEqualTo(AgentInterface.newBuilder()
                        .setUrl("http://a.example/")
                        .setProtocolBinding("JSONRPC")
                        .setProtocolVersion("0.3")
                        .build());
        assertThat(read(least.formatted(",\"protocolVersion\":\"0.2.5\""))
                        .getSupportedInterfaces(0)
                        .getProtocolVersion())
                .isEqualTo("0.2");
    }

    @Test
    void faults_haveTheirPath() throws Exception {
        A2aException error = catchThrowableOfType(
                A2aException.class,
                () -> read(full().replace("\"type\":\"mutualTLS\"", "\"type\":\"magic\"")
                        .replace("\"0.3.0\"", "\"new\"")));
        assertThat(error.violations())
                .extracting(Violation::path)
                .containsExactly("$.protocolVersion", "$.securitySchemes.mtls.type");
        A2aException missing = catchThrowableOfType(A2aException.class, () -> read("{\"name\":\"a\"}"));
        assertThat(missing.violations()).extracting(Violation::path).contains("$.url", "$.version", "$.skills");
    }
}
