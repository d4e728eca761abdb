package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.a2a.v03.A2AServiceGrpc;
import dev.parley.proto.a2a.v03.A2AServiceGrpc.A2AServiceBlockingStub;
import dev.parley.proto.a2a.v03.CancelTaskRequest;
import dev.parley.proto.a2a.v03.CreateTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.FilePart;
import dev.parley.proto.a2a.v03.GetAgentCardRequest;
import dev.parley.proto.a2a.v03.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.GetTaskRequest;
import dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.Message;
import dev.parley.proto.a2a.v03.Part;
import dev.parley.proto.a2a.v03.PushNotificationConfig;
import dev.parley.proto.a2a.v03.Role;
import dev.parley.proto.a2a.v03.SendMessageConfiguration;
import dev.parley.proto.a2a.v03.SendMessageRequest;
import dev.parley.proto.a2a.v03.SendMessageResponse;
import dev.parley.proto.a2a.v03.StreamResponse;
import dev.parley.proto.a2a.v03.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v03.TaskSubscriptionRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A2A 0.3 over gRPC, on the same port as 1.0: the metadata names the agent. */
final class V03GrpcTest {
    private EdgeFixture edge;
    private ManagedChannel channel;
    private A2AServiceBlockingStub stub;

    @BeforeEach
    void start() {
        edge = EdgeFixture.start();
        channel = channel("grpc-python/1.80");
        stub = A2AServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        edge.close();
    }

    private ManagedChannel channel(String userAgent) {
        return Grpc.newChannelBuilder("127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                .userAgent(userAgent)
                .build();
    }

    private static A2AServiceBlockingStub with(A2AServiceBlockingStub stub, String name, String value) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private static SendMessageRequest message(Part.Builder part) {
        return SendMessageRequest.newBuilder()
                .setRequest(Message.newBuilder()
                        .setMessageId("m-1")
                        .setRole(Role.ROLE_USER)
                        .addContent(part))
                .build();
    }

    private static SendMessageRequest text(String text) {
        return message(Part.newBuilder().setText(text));
    }

    private void keep(String id, TaskState state) {
        edge.tasks.tasks.put(
                id,
                Task.newBuilder()
                        .setId(id)
                        .setContextId("ctx-1")
                        .setStatus(TaskStatus.newBuilder().setState(state))
                        .build());
    }

    /** The status text names the error as 0.3 does, and is the same in the details. */
    private static A2aException refused(Status.Code status, A2aErrorCode code, String name, Callable<?> call) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::call);
        assertThat(failure).isNotNull();
        assertThat(failure.getStatus().getCode()).as(failure.getMessage()).isEqualTo(status);
        assertThat(failure.getStatus().getDescription()).startsWith(name);
        com.google.rpc.Status details = StatusProto.fromThrowable(failure);
        assertThat(details).isNotNull();
        assertThat(details.getMessage()).isEqualTo(failure.getStatus().getDescription());
        assertThat(details.getCode()).isEqualTo(status.value());
        A2aException error = RpcErrors.fromStatus(failure);
        assertThat(error.code()).isEqualTo(code);
        return error;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "echo"})
    void everyOperation_isForTheMeshOrForTheAgentOfTheMetadata(String agent) {
        A2AServiceBlockingStub of = agent.isEmpty() ? stub : with(stub, "x-agent-id", agent);
        SendMessageResponse sent = of.sendMessage(text("hello"));
        assertThat(sent.getTask().getArtifacts(0).getParts(0).getText()).isEqualTo("hello");
        assertThat(edge.tasks.sent.getFirst().getAgentId()).isEqualTo(agent);

        keep("t-1", TaskState.TASK_STATE_CANCELED);
        assertThat(of.getTask(GetTaskRequest.newBuilder().setName("tasks/t-1").build())
                        .getStatus()
                        .getState())
                .isEqualTo(dev.parley.proto.a2a.v03.TaskState.TASK_STATE_CANCELLED);
        keep("t-2", TaskState.TASK_STATE_WORKING);
        assertThat(of.cancelTask(CancelTaskRequest.newBuilder()
                                .setName("tasks/t-2")
                                .build())
                        .getId())
                .isEqualTo("t-2");
    }

    @Test
    void wait_isOnlyForWhoAsksForIt() {
        stub.sendMessage(text("a"));
        stub.sendMessage(text("b").toBuilder()
                .setConfiguration(SendMessageConfiguration.newBuilder().setBlocking(true))
                .build());
        assertThat(edge.tasks.sent)
                .extracting(call -> call.getRequest().getConfiguration().getReturnImmediately())
                .containsExactly(true, false);
    }

    @Test
    void fileBytes_areInTheFormOfTheCallersSdk() {
        ByteString field = ByteString.copyFromUtf8("aGVsbG8=");
        SendMessageRequest request = message(Part.newBuilder()
                .setFile(FilePart.newBuilder().setFileWithBytes(field).setName("a.txt")));
        ManagedChannel node = channel("grpc-node-js/1.14.0");
        try {
            SendMessageResponse python = stub.sendMessage(request);
            SendMessageResponse javaScript = A2AServiceGrpc.newBlockingStub(node)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .sendMessage(request);
            assertThat(edge.tasks.sent)
                    .extracting(call ->
                            call.getRequest().getMessage().getParts(0).getRaw().toStringUtf8())
                    .containsExactly("hello", "aGVsbG8=");
            assertThat(List.of(python, javaScript))
                    .allMatch(reply -> reply.getTask()
                            .getArtifacts(0)
                            .getParts(0)
                            .getFile()
                            .getFileWithBytes()
                            .equals(field));
        } finally {
            node.shutdownNow();
        }
    }

    @Test
    void stream_isWrittenInV03() {
        edge.tasks.onStream = (call, out) -> {
            out.send(ScriptedTasks.event(call.getTaskId(), 1, "one"));
            out.send(ScriptedTasks.ended(call.getTaskId(), 2));
        };
        List<StreamResponse> events = drained(stub.sendStreamingMessage(text("go")));
        assertThat(events).hasSize(2);
        assertThat(events.getFirst()
                        .getStatusUpdate()
                        .getStatus()
                        .getUpdate()
                        .getContent(0)
                        .getText())
                .isEqualTo("one");
        assertThat(events)
                .extracting(event -> event.getStatusUpdate().getFinal())
                .containsExactly(false, true);
    }

    @Test
    void subscription_followsTheTaskOfItsName() {
        edge.tasks.onSubscribe =
                (call, out) -> out.send(ScriptedTasks.event(call.getRequest().getId(), 1, "one"));
        List<StreamResponse> events = drained(stub.taskSubscription(
                TaskSubscriptionRequest.newBuilder().setName("tasks/t-7").build()));
        assertThat(events.getFirst().getStatusUpdate().getTaskId()).isEqualTo("t-7");
        assertThat(edge.tasks.subscribed.getFirst().getRequest().getId()).isEqualTo("t-7");
    }

    @Test
    void subscription_ofAnEndedTaskGetsIt() {
        edge.tasks.onSubscribe = ScriptedTasks::endedTask;
        List<StreamResponse> events = drained(stub.taskSubscription(
                TaskSubscriptionRequest.newBuilder().setName("tasks/t-7").build()));
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.getTask().getId()).isEqualTo("t-7"));
    }

    private static List<StreamResponse> drained(java.util.Iterator<StreamResponse> events) {
        List<StreamResponse> all = new java.util.ArrayList<>();
        events.forEachRemaining(all::add);
        return all;
    }

    @Test
    void errors_haveTheirNameInTheText() {
        refused(
                Status.Code.NOT_FOUND,
                A2aErrorCode.TASK_NOT_FOUND,
                "TaskNotFoundError: ",
                () -> stub.getTask(
                        GetTaskRequest.newBuilder().setName("tasks/nobody").build()));
        keep("done", TaskState.TASK_STATE_COMPLETED);
        refused(
                Status.Code.FAILED_PRECONDITION,
                A2aErrorCode.TASK_NOT_CANCELABLE,
                "TaskNotCancelableError: ",
                () -> stub.cancelTask(
                        CancelTaskRequest.newBuilder().setName("tasks/done").build()));
        A2aException params = refused(
                Status.Code.INVALID_ARGUMENT,
                A2aErrorCode.INVALID_PARAMS,
                "InvalidParamsError: $.name: \"done\" (expected: tasks/{id})",
                () -> stub.getTask(GetTaskRequest.newBuilder().setName("done").build()));
        assertThat(params.violations()).hasSize(1);
        refused(
                Status.Code.NOT_FOUND,
                A2aErrorCode.AGENT_NOT_FOUND,
                "",
                () -> with(stub, "x-agent-id", "nobody").sendMessage(text("x")));
    }

    @Test
    void messageToATaskThatHasEnded_isInvalidParams() {
        edge.tasks.onSend = call -> {
            throw new A2aException(A2aErrorCode.UNSUPPORTED_OPERATION, "Task t is COMPLETED");
        };
        refused(
                Status.Code.INVALID_ARGUMENT,
                A2aErrorCode.INVALID_PARAMS,
                "InvalidParamsError: Task t is COMPLETED",
                () -> stub.sendMessage(text("x")));
    }

    @Test
    void errorOfAStream_isNamedToo() {
        edge.tasks.onStream = (call, out) -> {
            out.send(ScriptedTasks.event(call.getTaskId(), 1, "one"));
            throw new A2aException(A2aErrorCode.INVALID_AGENT_RESPONSE, "nonsense");
        };
        refused(
                Status.Code.INTERNAL,
                A2aErrorCode.INVALID_AGENT_RESPONSE,
                "InvalidAgentResponseError: nonsense",
                () -> drained(stub.sendStreamingMessage(text("go"))));
    }

    @Test
    void requestsThatLackSomething_areRefusedWithTheirPaths() {
        A2aException nothing = refused(
                Status.Code.INVALID_ARGUMENT,
                A2aErrorCode.INVALID_PARAMS,
                "InvalidParamsError: ",
                () -> stub.sendMessage(SendMessageRequest.getDefaultInstance()));
        assertThat(nothing.violations()).extracting(each -> each.path()).containsExactly("$.message");
        A2aException part = refused(
                Status.Code.INVALID_ARGUMENT,
                A2aErrorCode.INVALID_PARAMS,
                "InvalidParamsError: ",
                () -> stub.sendMessage(message(Part.newBuilder())));
        assertThat(part.violations()).extracting(each -> each.path()).containsExactly("$.message.content[0]");
    }

    @Test
    void version_mayNotContradictTheService() {
        assertThat(with(stub, "a2a-version", "0.3").sendMessage(text("x")).hasTask())
                .isTrue();
        for (String version : List.of("1.0", "99.0")) {
            refused(
                    Status.Code.INVALID_ARGUMENT,
                    A2aErrorCode.INVALID_REQUEST,
                    "InvalidRequestError: A2A-Version \"" + version + "\"",
                    () -> with(stub, "a2a-version", version).sendMessage(text("x")));
        }
    }

    @Test
    void webhooks_areKeptListedAndDeleted() {
        TaskPushNotificationConfig made =
                stub.createTaskPushNotificationConfig(CreateTaskPushNotificationConfigRequest.newBuilder()
                        .setParent("tasks/t-1")
                        .setConfigId("c-1")
                        .setConfig(TaskPushNotificationConfig.newBuilder()
                                .setPushNotificationConfig(
                                        PushNotificationConfig.newBuilder().setUrl("https://a.example/")))
                        .build());
        String config = "tasks/t-1/pushNotificationConfigs/c-1";
        assertThat(made.getName()).isEqualTo(config);
        assertThat(edge.tasks.created.getLast().getProtocolVersion()).isEqualTo("0.3");
        GetTaskPushNotificationConfigRequest get = GetTaskPushNotificationConfigRequest.newBuilder()
                .setName(config)
                .build();
        assertThat(stub.getTaskPushNotificationConfig(get)).isEqualTo(made);
        assertThat(stub.listTaskPushNotificationConfig(ListTaskPushNotificationConfigRequest.newBuilder()
                                .setParent("tasks/t-1")
                                .build())
                        .getConfigsList())
                .containsExactly(made);
        assertThat(stub.deleteTaskPushNotificationConfig(DeleteTaskPushNotificationConfigRequest.newBuilder()
                        .setName(config)
                        .build()))
                .isNotNull();
        refused(
                Status.Code.NOT_FOUND,
                A2aErrorCode.TASK_NOT_FOUND,
                "TaskNotFoundError: ",
                () -> stub.getTaskPushNotificationConfig(get));
    }

    @Test
    void operationsThatAreNotOffered_areRefusedInTheirWords() {
        refused(
                Status.Code.FAILED_PRECONDITION,
                A2aErrorCode.EXTENDED_AGENT_CARD_NOT_CONFIGURED,
                "AuthenticatedExtendedCardNotConfiguredError: ",
                () -> stub.getAgentCard(GetAgentCardRequest.getDefaultInstance()));
    }

    @Test
    void extensions_areActivatedAndToldByTheirOlderHeader() {
        AtomicReference<Metadata> answered = new AtomicReference<>();
        with(stub, "x-a2a-extensions", Extensions.ONCE)
                .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(answered, new AtomicReference<>()))
                .sendMessage(text("x"));
        assertThat(edge.tasks.sent.getFirst().getOnceKey()).isEqualTo("message:m-1");
        assertThat(answered.get().get(Metadata.Key.of("x-a2a-extensions", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo(Extensions.ONCE);
    }

    @Test
    void reflection_showsBothVersions() throws Exception {
        CompletableFuture<List<String>> services = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> ask = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        services.complete(response.getListServicesResponse().getServiceList().stream()
                                .map(service -> service.getName())
                                .toList());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        services.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(services.get(20, TimeUnit.SECONDS)).contains("lf.a2a.v1.A2AService", "a2a.v1.A2AService");
        ask.onCompleted();
    }
}
