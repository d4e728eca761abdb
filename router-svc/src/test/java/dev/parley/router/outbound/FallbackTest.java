package dev.parley.router.outbound;

import static dev.parley.router.agent.Json.bareTask;
import static dev.parley.router.agent.Json.message;
import static dev.parley.router.agent.Json.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.router.agent.ScriptedAgent;
import dev.parley.router.agent.ScriptedGrpcAgent;
import dev.parley.router.http.TrustConfig;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Agents with several interfaces: which one is called, and which one when that does not answer. */
@Timeout(30)
class FallbackTest {
    private ScriptedAgent web;
    private ScriptedGrpcAgent grpc;
    private Calls calls;

    @BeforeEach
    void start() throws Exception {
        web = new ScriptedAgent();
        web.on("SendMessage", (request, reply) -> reply.result(message("over JSON-RPC")));
        web.on("POST /message:send", (request, reply) -> reply.json(message("over HTTP+JSON")));
        grpc = new ScriptedGrpcAgent();
        grpc.onSend((request, reply) -> {
            reply.onNext(SendMessageResponse.newBuilder()
                    .setMessage(ScriptedGrpcAgent.event(message("over gRPC")).getMessage())
                    .build());
            reply.onCompleted();
        });
        calls = new Calls();
    }

    @AfterEach
    void stop() {
        calls.close();
        grpc.close();
        web.close();
    }

    private static String closedPort() throws Exception {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "localhost:" + probe.getLocalPort();
        }
    }

    private AgentInterface jsonRpc() {
        return ScriptedAgent.at("JSONRPC", "1.0", web.url());
    }

    private AgentInterface httpJson() {
        return ScriptedAgent.at("HTTP+JSON", "1.0", web.url());
    }

    private AgentInterface overGrpc() {
        return ScriptedAgent.at("GRPC", "1.0", grpc.address());
    }

    private static Agent offering(AgentInterface... interfaces) {
        return ScriptedAgent.offering("a", false, interfaces);
    }

    @Test
    void firstInterfaceOfTheCard_isCalled() throws Exception {
        assertThat(calls.call(offering(overGrpc(), httpJson(), jsonRpc())).kinds())
                .containsExactly("message over gRPC");
        assertThat(calls.call(offering(httpJson(), overGrpc())).kinds()).containsExactly("message over HTTP+JSON");
        AgentInterface unknown = ScriptedAgent.at("https://a.example/pigeon", "1.0", "pigeon:1");
        assertThat(calls.call(offering(unknown, jsonRpc())).kinds()).containsExactly("message over JSON-RPC");
    }

    @Test
    void operatorsPreference_goesBeforeTheCards() throws Exception {
        OutboundConfig preferring = new OutboundConfig(
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                4 << 20,
                8,
                Duration.ofMillis(300),
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                3,
                List.of("GRPC", "HTTP+JSON"),
                Duration.ofSeconds(30));
        try (Calls preferred = new Calls(preferring, Calls.HTTP, new TrustConfig(null))) {
            assertThat(preferred
                            .call(offering(jsonRpc(), httpJson(), overGrpc()))
                            .kinds())
                    .containsExactly("message over gRPC");
            assertThat(preferred.call(offering(jsonRpc(), httpJson())).kinds())
                    .containsExactly("message over HTTP+JSON");
            assertThat(preferred.call(offering(jsonRpc())).kinds()).containsExactly("message over JSON-RPC");
        }
    }

    @Test
    void refusedConnection_isGoneAround() throws Exception {
        String closed = closedPort();
        Agent agent = offering(
                ScriptedAgent.at("GRPC", "1.0", closed),
                ScriptedAgent.at("HTTP+JSON", "1.0", "http://" + closed),
                jsonRpc());

        assertThat(calls.call(agent).kinds()).containsExactly("message over JSON-RPC");
    }

    @Test
    void missingOperation_isGoneAroundAndRemembered() throws Exception {
        grpc.onSend((request, reply) -> {
            throw Status.UNIMPLEMENTED.asRuntimeException();
        });
        web.on("POST /message:send", (request, reply) -> reply.http(405, "text/plain", "no"));
        Agent agent = offering(overGrpc(), httpJson(), jsonRpc());

        for (int i = 0; i < 3; i++) {
            assertThat(calls.call(agent).kinds()).containsExactly("message over JSON-RPC");
        }
        assertThat(grpc.calls()).hasSize(1);
        assertThat(web.requests("POST /message:send")).hasSize(1);
    }

    @Test
    void interfaceThatFailedLately_isStillThereWhenTheOthersFail() throws Exception {
        grpc.onSend((request, reply) -> {
            throw Status.UNIMPLEMENTED.asRuntimeException();
        });
        Agent agent = offering(overGrpc(), jsonRpc());
        calls.call(agent);
        grpc.onSend((request, reply) -> {
            reply.onNext(SendMessageResponse.newBuilder()
                    .setMessage(ScriptedGrpcAgent.event(message("again")).getMessage())
                    .build());
            reply.onCompleted();
        });
        web.on("SendMessage", (request, reply) -> reply.http(404, "text/plain", "moved away"));

        assertThat(calls.call(agent).kinds()).containsExactly("message again");
    }

    @Test
    void messageThatMayHaveStarted_goesNowhereElse() throws Exception {
        grpc.onSend((request, reply) -> {
            throw Status.INTERNAL.withDescription("oops").asRuntimeException();
        });

        assertThat(calls.call(offering(overGrpc(), jsonRpc())).outcome()).isInstanceOf(CallOutcome.Broken.class);
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void refusedMessage_goesNowhereElse() throws Exception {
        grpc.onSend((request, reply) -> {
            throw ScriptedGrpcAgent.error(Status.Code.INVALID_ARGUMENT, "INVALID_PARAMS", "no such skill");
        });

        assertThat(calls.call(offering(overGrpc(), jsonRpc())).outcome()).isInstanceOf(CallOutcome.Refused.class);
        assertThat(web.requests()).isEmpty();
    }

    @Test
    void nothingAnswers_isNotStartedWithTheFirstReason() throws Exception {
        String closed = closedPort();

        assertThat(calls.call(offering(
                                ScriptedAgent.at("JSONRPC", "1.0", "http://" + closed + "/"),
                                ScriptedAgent.at("GRPC", "1.0", closedPort())))
                        .outcome())
                .isEqualTo(new CallOutcome.NotStarted("connection to " + closed + " refused"));
    }

    @Test
    void taskIsAskedFor_overWhateverInterfaceAnswers() throws Exception {
        web.on("SendMessage", (request, reply) -> reply.result(task("t1", "WORKING")));
        grpc.onGet((request, reply) -> {
            reply.onNext(ScriptedGrpcAgent.task(bareTask("t1", "COMPLETED")));
            reply.onCompleted();
        });
        web.on("GetTask", (request, reply) -> reply.http(500, "text/plain", "oops"));
        Agent agent = offering(jsonRpc(), overGrpc());

        assertThat(calls.call(agent).kinds()).containsExactly("task WORKING", "task COMPLETED");
        assertThat(calls.caller.getTask(agent, "t1", Optional.empty()).getId()).isEqualTo("t1");
        assertThat(calls.resume(agent, "t1").kinds()).containsExactly("task COMPLETED");
    }
}
