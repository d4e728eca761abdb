package dev.parley.router.outbound;

import static dev.parley.router.agent.Json.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.agent.ScriptedAgent;
import dev.parley.router.agent.ScriptedGrpcAgent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ContextHeadersTest {
    private static final CallContext NOTHING = CallContext.getDefaultInstance();

    private static SendMessageRequest using(List<String> uris) {
        SendMessageRequest.Builder request = Calls.hello().toBuilder();
        request.getMessageBuilder().addAllExtensions(uris);
        return request.build();
    }

    @Test
    void extensionsOfTheMessage_areActivatedByTheHeaderOfTheVersion() {
        SendMessageRequest request = using(List.of("https://a.example/x", "urn:y", "urn:y"));

        assertThat(ContextHeaders.of(A2aVersion.V1_0, request, NOTHING))
                .isEqualTo(Map.of("a2a-extensions", "https://a.example/x, urn:y"));
        assertThat(ContextHeaders.of(A2aVersion.V0_3, request, NOTHING))
                .isEqualTo(Map.of("x-a2a-extensions", "https://a.example/x, urn:y"));
        assertThat(ContextHeaders.of(A2aVersion.V1_0, Calls.hello(), NOTHING)).isEmpty();
    }

    @Test
    void whatCannotBeInAHeaderAndWhatIsTheMeshsOwn_isLeftOut() {
        SendMessageRequest request = using(
                List.of("urn:a\r\nX-Evil: 1", "urn:b,urn:c", "urn:ü", "", "https://parley.dev/ext/once/v1", "urn:ok"));

        assertThat(ContextHeaders.of(A2aVersion.V1_0, request, NOTHING)).isEqualTo(Map.of("a2a-extensions", "urn:ok"));
    }

    @Test
    void whatTheCallerActivates_joinsWhatTheMessageNames() {
        CallContext context = CallContext.newBuilder()
                .addExtensions("urn:b")
                .addExtensions("urn:a")
                .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .setTracestate("a=b")
                .setBaggage("k=v")
                .build();

        assertThat(ContextHeaders.of(A2aVersion.V1_0, using(List.of("urn:a")), context))
                .isEqualTo(Map.of(
                        "a2a-extensions",
                        "urn:a, urn:b",
                        "traceparent",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "tracestate",
                        "a=b",
                        "baggage",
                        "k=v"));
    }

    @Test
    void everyBinding_sendsThem() throws Exception {
        try (ScriptedAgent web = new ScriptedAgent();
                ScriptedGrpcAgent grpc = new ScriptedGrpcAgent();
                Calls calls = new Calls()) {
            web.on("SendMessage", (request, reply) -> reply.result(message("hi")));
            web.on("POST /message:send", (request, reply) -> reply.json(message("hi")));
            CallContext context = CallContext.newBuilder()
                    .addExtensions("urn:x")
                    .setTraceparent("00-1-2-01")
                    .build();
            for (String binding : List.of("JSONRPC", "HTTP+JSON", "GRPC")) {
                String url = binding.equals("GRPC") ? grpc.address() : web.url();
                calls.call(
                        ScriptedAgent.offering("a", false, ScriptedAgent.at(binding, "1.0", url)),
                        Calls.hello(),
                        context,
                        null);
            }

            assertThat(web.requests())
                    .hasSize(2)
                    .allSatisfy(one -> assertThat(one.headers())
                            .containsEntry("a2a-extensions", "urn:x")
                            .containsEntry("traceparent", "00-1-2-01"));
            assertThat(grpc.calls())
                    .singleElement()
                    .satisfies(one -> assertThat(one.metadata())
                            .containsEntry("a2a-extensions", "urn:x")
                            .containsEntry("traceparent", "00-1-2-01"));
        }
    }
}
