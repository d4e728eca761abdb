package dev.parley.router.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v03.A2AServiceGrpc;
import dev.parley.proto.a2a.v03.AgentCard;
import dev.parley.proto.a2a.v03.CancelTaskRequest;
import dev.parley.proto.a2a.v03.GetAgentCardRequest;
import dev.parley.proto.a2a.v03.GetTaskRequest;
import dev.parley.proto.a2a.v03.SendMessageRequest;
import dev.parley.proto.a2a.v03.SendMessageResponse;
import dev.parley.proto.a2a.v03.StreamResponse;
import dev.parley.proto.a2a.v03.Task;
import dev.parley.proto.a2a.v03.TaskSubscriptionRequest;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.router.agent.ScriptedAgent;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents of A2A 0.3 over HTTP+JSON and gRPC. */
@Timeout(30)
class OlderBindingsTest {
    private static final String STATUS = "{\"statusUpdate\":{\"taskId\":\"t1\",\"contextId\":\"c\",\"final\":true,"
            + "\"status\":{\"state\":\"TASK_STATE_%s\"}}}";

    /** The methods that were called over gRPC, each with the extensions that it activated. */
    private final List<String> heard = new CopyOnWriteArrayList<>();

    private ScriptedAgent web;
    private OldGrpcAgent old;
    private Server server;
    private Calls calls;

    @BeforeEach
    void start() throws Exception {
        web = new ScriptedAgent();
        old = new OldGrpcAgent();
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(old)
                .intercept(new Ear())
                .build()
                .start();
        calls = new Calls();
    }

    @AfterEach
    void stop() {
        calls.close();
        server.shutdownNow();
        web.close();
    }

    private static String task(String state) {
        return "{\"id\":\"t1\",\"contextId\":\"c\",\"status\":{\"state\":\"TASK_STATE_" + state + "\"}}";
    }

    private Agent overHttp(boolean streaming) {
        return ScriptedAgent.offering("a", streaming, ScriptedAgent.at("HTTP+JSON", "0.3", web.url() + "agent"));
    }

    private Agent overGrpc(boolean streaming) {
        return ScriptedAgent.offering(
                "a", streaming, ScriptedAgent.at("GRPC", "0.3", "http://localhost:" + server.getPort()));
    }

    @Test
    void httpStream_isHeardInOneZero() throws Exception {
        // pretty-printed over many data lines, as the Python SDK has it
        String artifact =
                "{\ndata:   \"artifactUpdate\": {\"taskId\": \"t1\", \"contextId\": \"c\",\ndata:   \"artifact\":"
                        + " {\"artifactId\": \"a\", \"parts\": [{\"text\": \"sun\"}]}}\ndata: }";
        web.on(
                "POST /agent/v1/message:stream",
                (request, reply) -> reply.stream()
                        .bareEvent("{\"task\":" + task("SUBMITTED") + "}")
                        .bareEvent(artifact)
                        .bareEvent(STATUS.formatted("CANCELLED"))
                        .end());

        Calls.Heard heard = calls.call(overHttp(true));

        assertThat(heard.kinds()).containsExactly("task SUBMITTED", "artifact sun", "status CANCELED");
        ScriptedAgent.Request request = web.requests().getFirst();
        assertThat(request.headers()).doesNotContainKey("a2a-version");
        assertThat(request.body())
                .contains("\"role\":\"ROLE_USER\"")
                .contains("\"content\":[{\"text\":\"hello\"}]")
                .doesNotContain("parts");
    }

    @Test
    void httpAgentThatOnlyBlocks_isAskedUntilItsTurnIsOver() throws Exception {
        web.on("POST /agent/v1/message:send", (request, reply) -> reply.json("{\"task\":" + task("WORKING") + "}"));
        web.on(
                "GET /agent/v1/tasks/t1",
                (request, reply) ->
                        reply.json(task(web.requests("GET /agent/v1/tasks/t1").size() < 3 ? "WORKING" : "COMPLETED")));

        assertThat(calls.call(overHttp(false)).kinds()).containsExactly("task WORKING", "task COMPLETED");
        assertThat(web.requests().getFirst().body()).doesNotContain("\"blocking\":true");
    }

    @Test
    void httpInterfaceWhoseUrlHasThePrefix_isFoundToo() throws Exception {
        web.on(
                "POST /agent/message:send",
                (request, reply) -> reply.json(
                        "{\"message\":{\"messageId\":\"m\",\"role\":\"ROLE_AGENT\",\"content\":[{\"text\":\"hi\"}]}}"));

        assertThat(calls.call(overHttp(false)).kinds()).containsExactly("message hi");
    }

    @Test
    void httpErrors_areKnownByTheirStatus() {
        web.on(
                "GET /agent/v1/tasks/t1",
                (request, reply) -> reply.http(404, "application/json", "{\"message\":\"Task not found\"}"));
        web.on(
                "POST /agent/v1/tasks/t1:cancel",
                (request, reply) -> reply.http(409, "application/json", "{\"message\":\"too late\"}"));

        assertThat(code(() -> calls.caller.getTask(overHttp(true), "t1", Optional.empty())))
                .isEqualTo(-32001);
        assertThat(code(() ->
                        calls.caller.cancelTask(overHttp(true), "t1", Struct.getDefaultInstance(), Optional.empty())))
                .isEqualTo(-32002);
    }

    private interface Asking {
        Object ask() throws Exception;
    }

    private static int code(Asking asking) {
        try {
            asking.ask();
        } catch (CallFailed failed) {
            return failed.outcome() instanceof CallOutcome.Refused refused ? refused.code() : 1;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return 0;
    }

    @Test
    void httpResubscribeAndCard_haveTheirPaths() throws Exception {
        web.on(
                "GET /agent/v1/tasks/t1:subscribe",
                (request, reply) -> reply.stream()
                        .bareEvent("{\"task\":" + task("COMPLETED") + "}")
                        .end());
        web.on(
                "GET /agent/v1/card",
                (request, reply) -> reply.json("{\"name\":\"More\",\"url\":\"http://a.example\"}"));

        assertThat(calls.resume(overHttp(true), "t1").kinds()).containsExactly("task COMPLETED");
        assertThat(calls.caller
                        .getExtendedCard(overHttp(true), Optional.empty())
                        .getName())
                .isEqualTo("More");
    }

    @Test
    void grpcStream_isHeardInOneZero() throws Exception {
        old.events = List.of("{\"task\":" + task("SUBMITTED") + "}", STATUS.formatted("COMPLETED"));

        Calls.Heard heard = calls.call(overGrpc(true));

        assertThat(heard.kinds()).containsExactly("task SUBMITTED", "status COMPLETED");
        SendMessageRequest request = (SendMessageRequest) old.requests.getFirst();
        assertThat(request.getRequest().getContent(0).getText()).isEqualTo("hello");
    }

    @Test
    void grpcFiles_areSentInBase64AsMostSdksWantThem() throws Exception {
        old.events = List.of("{\"task\":" + task("COMPLETED") + "}");
        dev.parley.proto.a2a.v1.SendMessageRequest.Builder file = Calls.hello().toBuilder();
        file.getMessageBuilder().addParts(Part.newBuilder().setRaw(ByteString.copyFromUtf8("hi")));

        calls.call(overGrpc(true), file.build(), null);

        SendMessageRequest request = (SendMessageRequest) old.requests.getFirst();
        assertThat(request.getRequest()
                        .getContent(1)
                        .getFile()
                        .getFileWithBytes()
                        .toStringUtf8())
                .isEqualTo("aGk=");
    }

    @Test
    void filesOfAnAgentThatDeclaresIt_areBareBytesBothWays() throws Exception {
        // four letters that would pass for base64
        String artifact =
                "{\"artifactUpdate\":{\"taskId\":\"t1\",\"contextId\":\"c\",\"artifact\":{\"artifactId\":\"a\","
                        + "\"parts\":[{\"file\":{\"fileWithBytes\":\"dGV4dA==\",\"mimeType\":\"text/plain\"}}]}}}";
        dev.parley.proto.a2a.v1.SendMessageRequest.Builder file = Calls.hello().toBuilder();
        file.getMessageBuilder().addParts(Part.newBuilder().setRaw(ByteString.copyFromUtf8("text")));
        old.events = List.of("{\"task\":" + task("SUBMITTED") + "}", artifact, STATUS.formatted("COMPLETED"));
        web.on(
                "POST /agent/v1/message:stream",
                (request, reply) -> reply.stream()
                        .bareEvent("{\"task\":" + task("SUBMITTED") + "}")
                        .bareEvent(artifact)
                        .bareEvent(STATUS.formatted("COMPLETED"))
                        .end());

        for (Agent agent : List.of(declaringRaw(overGrpc(true)), declaringRaw(overHttp(true)))) {
            assertThat(calls.call(agent, file.build(), null).events().stream()
                            .filter(dev.parley.proto.a2a.v1.StreamResponse::hasArtifactUpdate)
                            .map(event -> event.getArtifactUpdate()
                                    .getArtifact()
                                    .getParts(0)
                                    .getRaw()
                                    .toStringUtf8()))
                    .containsExactly("text");
        }
        assertThat(((SendMessageRequest) old.requests.getFirst())
                        .getRequest()
                        .getContent(1)
                        .getFile()
                        .getFileWithBytes()
                        .toStringUtf8())
                .isEqualTo("text");
        assertThat(web.requests().getFirst().body()).contains("\"fileWithBytes\":\"dGV4dA==\"");
    }

    private static Agent declaringRaw(Agent agent) {
        Agent.Builder declaring = agent.toBuilder();
        declaring
                .getCardBuilder()
                .getCapabilitiesBuilder()
                .addExtensionsBuilder()
                .setUri("https://parley.dev/ext/agent/v1")
                .getParamsBuilder()
                .putFields(
                        Declared.FILE_BYTES,
                        Value.newBuilder().setStringValue("raw").build());
        return declaring.build();
    }

    @Test
    void grpcRequestsAboutATask_activateWhatTheCardRequires() throws Exception {
        Agent agent = ContextHeadersTest.requiring(overGrpc(true));
        old.task = task("COMPLETED");

        calls.resume(agent, "t1");
        calls.caller.getTask(agent, "t1", Optional.empty());
        code(() -> calls.caller.cancelTask(agent, "t1", Struct.getDefaultInstance(), Optional.empty()));

        assertThat(heard).contains("TaskSubscription urn:must", "GetTask urn:must", "CancelTask urn:must");
        assertThat(heard).allSatisfy(one -> assertThat(one).endsWith(" urn:must"));
    }

    private final class Ear implements ServerInterceptor {
        private static final Metadata.Key<String> EXTENSIONS =
                Metadata.Key.of("x-a2a-extensions", Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            heard.add(call.getMethodDescriptor().getBareMethodName() + " " + headers.get(EXTENSIONS));
            return next.startCall(call, headers);
        }
    }

    @Test
    void grpcStreamThatLosesItsLastEvent_isFollowedByTheTask() throws Exception {
        old.events = List.of("{\"task\":" + task("WORKING") + "}");
        old.task = task("COMPLETED");

        assertThat(calls.call(overGrpc(true)).kinds()).containsExactly("task WORKING", "task COMPLETED");
        assertThat(((GetTaskRequest) old.requests.getLast()).getName()).isEqualTo("tasks/t1");
    }

    @Test
    void grpcErrors_areKnownByTheirName() {
        assertThat(code(() ->
                        calls.caller.cancelTask(overGrpc(true), "t1", Struct.getDefaultInstance(), Optional.empty())))
                .isEqualTo(-32002);
        assertThat(code(() -> calls.caller.getTask(overGrpc(true), "t1", Optional.empty())))
                .isEqualTo(-32001);
    }

    @Test
    void grpcResubscribeAndCard_haveTheirNames() throws Exception {
        old.events = List.of("{\"task\":" + task("COMPLETED") + "}");

        assertThat(calls.resume(overGrpc(true), "t1").kinds()).containsExactly("task COMPLETED");
        assertThat(((TaskSubscriptionRequest) old.requests.getFirst()).getName())
                .isEqualTo("tasks/t1");
        assertThat(calls.caller
                        .getExtendedCard(overGrpc(true), Optional.empty())
                        .getName())
                .isEqualTo("More");
    }

    @Test
    void versionTwo_hasJsonRpcAlone() {
        Agent agent = ScriptedAgent.offering("a", true, ScriptedAgent.at("HTTP+JSON", "0.2.6", web.url()));

        assertThatThrownBy(() -> calls.caller.getTask(agent, "t1", Optional.empty()))
                .isInstanceOf(CallFailed.class)
                .hasMessageContaining("HTTP+JSON 0.2.6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a2a/agent", "/a2a/v1/agent", "/agent"})
    void extendedCardOfVersionTwo_isAPlainGet(String folder) throws Exception {
        web.on(
                "GET " + folder + "/authenticatedExtendedCard",
                (request, reply) -> reply.json("{\"name\":\"More\",\"url\":\"http://a.example\"}"));
        Agent agent = ScriptedAgent.offering("a", true, ScriptedAgent.at("JSONRPC", "0.2.6", web.url() + "a2a/v1/"));

        assertThat(calls.caller.getExtendedCard(agent, Optional.empty()).getName())
                .isEqualTo("More");
    }

    @Test
    void extendedCardOfVersionTwo_thatIsNoneIsNamed() {
        web.on("GET /agent/authenticatedExtendedCard", (request, reply) -> reply.json("[]"));
        Agent agent = ScriptedAgent.offering("a", true, ScriptedAgent.at("JSONRPC", "0.2.6", web.url()));

        assertThatThrownBy(() -> calls.caller.getExtendedCard(agent, Optional.empty()))
                .isInstanceOf(CallFailed.class)
                .hasMessageContaining("extended card cannot be read");
    }

    /** An agent over {@code a2a.v1} that answers what it is told, and errors as the Python SDK does. */
    private static final class OldGrpcAgent extends A2AServiceGrpc.A2AServiceImplBase {
        private final List<Object> requests = new CopyOnWriteArrayList<>();
        private volatile List<String> events = List.of();
        private volatile String task = "";

        private void stream(Object request, StreamObserver<StreamResponse> reply) {
            requests.add(request);
            events.forEach(event -> reply.onNext(
                    ProtoJson.read(event.getBytes(StandardCharsets.UTF_8), StreamResponse.getDefaultInstance())));
            reply.onCompleted();
        }

        @Override
        public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> reply) {
            reply.onError(Status.UNIMPLEMENTED.asException());
        }

        @Override
        public void sendStreamingMessage(SendMessageRequest request, StreamObserver<StreamResponse> reply) {
            stream(request, reply);
        }

        @Override
        public void taskSubscription(TaskSubscriptionRequest request, StreamObserver<StreamResponse> reply) {
            stream(request, reply);
        }

        @Override
        public void getTask(GetTaskRequest request, StreamObserver<Task> reply) {
            requests.add(request);
            if (task.isEmpty()) {
                reply.onError(Status.NOT_FOUND
                        .withDescription("TaskNotFoundError: Task not found")
                        .asException());
                return;
            }
            reply.onNext(ProtoJson.read(task.getBytes(StandardCharsets.UTF_8), Task.getDefaultInstance()));
            reply.onCompleted();
        }

        @Override
        public void cancelTask(CancelTaskRequest request, StreamObserver<Task> reply) {
            reply.onError(Status.UNIMPLEMENTED
                    .withDescription("TaskNotCancelableError: too late")
                    .asException());
        }

        @Override
        public void getAgentCard(GetAgentCardRequest request, StreamObserver<AgentCard> reply) {
            reply.onNext(AgentCard.newBuilder().setName("More").build());
            reply.onCompleted();
        }
    }
}
