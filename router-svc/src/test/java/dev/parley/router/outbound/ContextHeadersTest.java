package dev.parley.router.outbound;

import static dev.parley.router.agent.Json.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import dev.parley.proto.a2a.v1.AgentCapabilities;
import dev.parley.proto.a2a.v1.AgentExtension;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.agent.ScriptedAgent;
import dev.parley.router.agent.ScriptedGrpcAgent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({"1.0, a2a-extensions", "0.3, x-a2a-extensions"})
    void whatTheCardRequires_isActivatedWithEveryRequestAboutATask(String version, String header) throws Exception {
        String get = version.equals("1.0") ? "GET /tasks/t1" : "GET /v1/tasks/t1";
        String cancel = version.equals("1.0") ? "POST /tasks/t1:cancel" : "POST /v1/tasks/t1:cancel";
        String subscribe = version.equals("1.0") ? "GET /tasks/t1:subscribe" : "GET /v1/tasks/t1:subscribe";
        List<String> asked = version.equals("1.0")
                ? List.of("SubscribeToTask", "GetTask", "CancelTask", subscribe, get, cancel)
                : List.of("tasks/resubscribe", "tasks/get", "tasks/cancel", subscribe, get, cancel);
        try (ScriptedAgent web = new ScriptedAgent();
                ScriptedGrpcAgent grpc = new ScriptedGrpcAgent();
                Calls calls = new Calls()) {
            for (String method : asked) {
                web.on(method, (request, reply) -> reply.http(500, "text/plain", "not now"));
            }
            // agents of 0.3 over gRPC: OlderBindingsTest
            for (String binding :
                    version.equals("1.0") ? List.of("JSONRPC", "HTTP+JSON", "GRPC") : List.of("JSONRPC", "HTTP+JSON")) {
                String url = binding.equals("GRPC") ? grpc.address() : web.url();
                Agent agent = requiring(ScriptedAgent.offering("a", true, ScriptedAgent.at(binding, version, url)));
                calls.resume(agent, "t1");
                assertThatThrownBy(() -> calls.caller.getTask(agent, "t1", Optional.empty()))
                        .isInstanceOf(CallFailed.class);
                assertThatThrownBy(() ->
                                calls.caller.cancelTask(agent, "t1", Struct.getDefaultInstance(), Optional.empty()))
                        .isInstanceOf(CallFailed.class);
            }

            assertThat(web.requests())
                    .allSatisfy(one -> assertThat(one.headers()).containsEntry(header, "urn:must"))
                    .extracting(ScriptedAgent.Request::method)
                    .containsAll(asked);
            assertThat(grpc.calls())
                    .allSatisfy(one -> assertThat(one.metadata()).containsEntry(header, "urn:must"))
                    .extracting(ScriptedGrpcAgent.Call::method)
                    .containsAll(
                            version.equals("1.0") ? List.of("SubscribeToTask", "GetTask", "CancelTask") : List.of());
        }
    }

    /** With one that has to be activated, one that may be, and one that is the mesh's business. */
    static Agent requiring(Agent agent) {
        Agent.Builder requiring = agent.toBuilder();
        AgentCapabilities.Builder capabilities = requiring.getCardBuilder().getCapabilitiesBuilder();
        capabilities.addExtensionsBuilder().setUri("urn:must").setRequired(true);
        capabilities.addExtensionsBuilder().setUri("urn:may");
        capabilities.addExtensionsBuilder().setUri(Extensions.ONCE).setRequired(true);
        return requiring.build();
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

    @Test
    void checkpoints_areActivatedByTheMeshWithWhoDeclaresThem() throws Exception {
        try (ScriptedAgent web = new ScriptedAgent();
                Calls calls = new Calls()) {
            web.on("SendMessage", (request, reply) -> reply.result(message("hi")));
            web.on("GetTask", (request, reply) -> reply.http(500, "text/plain", "not now"));
            Agent plain = ScriptedAgent.offering("a", false, ScriptedAgent.at("JSONRPC", "1.0", web.url()));
            Agent.Builder reporting = plain.toBuilder();
            reporting
                    .getCardBuilder()
                    .getCapabilitiesBuilder()
                    .addExtensions(AgentExtension.newBuilder().setUri(Extensions.CHECKPOINT));

            calls.call(plain, Calls.hello(), CallContext.getDefaultInstance(), null);
            assertThat(web.requests().getLast().headers()).doesNotContainKey("a2a-extensions");
            calls.call(
                    reporting.build(),
                    Calls.hello(),
                    CallContext.newBuilder().addExtensions("urn:x").build(),
                    null);
            assertThat(web.requests().getLast().headers())
                    .containsEntry("a2a-extensions", Extensions.CHECKPOINT + ", urn:x");
            assertThatThrownBy(() -> calls.caller.getTask(reporting.build(), "t1", Optional.empty()))
                    .isInstanceOf(CallFailed.class);
            assertThat(web.requests().getLast().headers()).containsEntry("a2a-extensions", Extensions.CHECKPOINT);
        }
    }
}
