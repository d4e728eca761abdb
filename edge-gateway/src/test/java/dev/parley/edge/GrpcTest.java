package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.a2a.v1.A2AServiceGrpc.A2AServiceBlockingStub;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A2A 1.0 over gRPC: the same operations, the tenant naming the agent. */
final class GrpcTest {
    private EdgeFixture edge;
    private ManagedChannel channel;
    private A2AServiceBlockingStub stub;

    @BeforeEach
    void start() {
        edge = new EdgeFixture(Map.of("parley.edge.max-body-bytes", 100_000));
        channel = channelTo(edge);
        stub = versioned("1.0");
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        edge.close();
    }

    private static ManagedChannel channelTo(EdgeFixture edge) {
        return Grpc.newChannelBuilder("127.0.0.1:" + edge.grpcPort, InsecureChannelCredentials.create())
                .build();
    }

    private A2AServiceBlockingStub bare() {
        return A2AServiceGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private A2AServiceBlockingStub versioned(String version) {
        return with(bare(), "a2a-version", version);
    }

    private static A2AServiceBlockingStub with(A2AServiceBlockingStub stub, String name, String value) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private static SendMessageRequest message(String tenant, String text) {
        return SendMessageRequest.newBuilder()
                .setTenant(tenant)
                .setMessage(Message.newBuilder()
                        .setMessageId("m-1")
                        .setRole(Role.ROLE_USER)
                        .addParts(Part.newBuilder().setText(text)))
                .build();
    }

    private static SubscribeToTaskRequest subscription(String taskId) {
        return SubscribeToTaskRequest.newBuilder().setId(taskId).build();
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

    private static A2aException refused(Status.Code status, A2aErrorCode code, Callable<?> call) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::call);
        assertThat(failure).isNotNull();
        assertThat(failure.getStatus().getCode()).as(failure.getMessage()).isEqualTo(status);
        A2aException error = RpcErrors.fromStatus(failure);
        assertThat(error.code()).as("reason in grpc-status-details-bin").isEqualTo(code);
        return error;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "echo"})
    void everyOperation_isForTheMeshOrForTheTenantsAgent(String agent) {
        SendMessageResponse sent = stub.sendMessage(message(agent, "hello"));
        assertThat(sent.getTask().getArtifacts(0).getParts(0).getText()).isEqualTo("hello");
        assertThat(edge.tasks.sent.getLast().getAgentId()).isEqualTo(agent);
        assertThat(edge.tasks.sent.getLast().getRequest().getTenant()).isEmpty();
        String id = sent.getTask().getId();
        assertThat(stub.getTask(GetTaskRequest.newBuilder()
                                .setTenant(agent)
                                .setId(id)
                                .build())
                        .getId())
                .isEqualTo(id);
        assertThat(stub.listTasks(ListTasksRequest.newBuilder().setTenant(agent).build())
                        .getTasksList())
                .hasSize(1);
        assertThat(edge.tasks.listed.getLast().getAgentId()).isEqualTo(agent);
        keep("working", TaskState.TASK_STATE_WORKING);
        assertThat(stub.cancelTask(CancelTaskRequest.newBuilder()
                                .setTenant(agent)
                                .setId("working")
                                .build())
                        .getStatus()
                        .getState())
                .isEqualTo(TaskState.TASK_STATE_CANCELED);
        edge.tasks.onSubscribe = (call, out) -> out.send(ScriptedTasks.event("working", 7, "on it"));
        assertThat(stub.subscribeToTask(
                        subscription("working").toBuilder().setTenant(agent).build()))
                .toIterable()
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getStatusUpdate().getTaskId()).isEqualTo("working"));
        assertThat(edge.tasks.subscribed.getLast().getAgentId()).isEqualTo(agent);
        edge.tasks.onStream = (call, out) -> {
            for (int i = 1; i <= 30; i++) {
                out.send(ScriptedTasks.event(call.getTaskId(), i, "word " + i));
            }
        };
        List<StreamResponse> events = new java.util.ArrayList<>();
        stub.sendStreamingMessage(message(agent, "go")).forEachRemaining(events::add);
        assertThat(events)
                .extracting(event -> event.getStatusUpdate()
                        .getStatus()
                        .getMessage()
                        .getParts(0)
                        .getText())
                .startsWith("word 1", "word 2")
                .endsWith("word 30")
                .hasSize(30);
        assertThat(edge.tasks.sent.getLast().getAgentId()).isEqualTo(agent);
    }

    @Test
    void webhooks_areKeptListedAndDeleted() {
        TaskPushNotificationConfig made = stub.createTaskPushNotificationConfig(TaskPushNotificationConfig.newBuilder()
                .setTenant("echo")
                .setTaskId("t")
                .setUrl("http://x")
                .build());
        assertThat(made.getId()).isEqualTo("made");
        assertThat(edge.tasks.created.getLast().getAgentId()).isEqualTo("echo");
        GetTaskPushNotificationConfigRequest get = GetTaskPushNotificationConfigRequest.newBuilder()
                .setTaskId("t")
                .setId("made")
                .build();
        assertThat(stub.getTaskPushNotificationConfig(get)).isEqualTo(made);
        assertThat(stub.listTaskPushNotificationConfigs(ListTaskPushNotificationConfigsRequest.newBuilder()
                                .setTaskId("t")
                                .build())
                        .getConfigsList())
                .containsExactly(made);
        DeleteTaskPushNotificationConfigRequest delete = DeleteTaskPushNotificationConfigRequest.newBuilder()
                .setTaskId("t")
                .setId("made")
                .build();
        assertThat(stub.deleteTaskPushNotificationConfig(delete)).isNotNull();
        refused(Status.Code.NOT_FOUND, A2aErrorCode.TASK_NOT_FOUND, () -> stub.getTaskPushNotificationConfig(get));
        refused(
                Status.Code.INVALID_ARGUMENT,
                A2aErrorCode.INVALID_PARAMS,
                () -> stub.createTaskPushNotificationConfig(TaskPushNotificationConfig.newBuilder()
                        .setUrl("http://x")
                        .build()));
    }

    @Test
    void whatTheMeshDoesNotOffer_isRefusedAsItsCardSays() {
        refused(
                Status.Code.FAILED_PRECONDITION,
                A2aErrorCode.UNSUPPORTED_OPERATION,
                () -> stub.getExtendedAgentCard(GetExtendedAgentCardRequest.getDefaultInstance()));
    }

    @Test
    void errors_haveTheTablesStatusAndTypedDetails() {
        keep("done", TaskState.TASK_STATE_COMPLETED);
        GetTaskRequest unknown = GetTaskRequest.newBuilder().setId("unknown").build();

        refused(Status.Code.NOT_FOUND, A2aErrorCode.TASK_NOT_FOUND, () -> stub.getTask(unknown));
        refused(
                Status.Code.NOT_FOUND,
                A2aErrorCode.AGENT_NOT_FOUND,
                () -> stub.getTask(unknown.toBuilder().setTenant("nobody").build()));
        refused(Status.Code.NOT_FOUND, A2aErrorCode.AGENT_NOT_FOUND, () -> stub.sendMessage(message("nobody", "x")));
        refused(
                Status.Code.FAILED_PRECONDITION,
                A2aErrorCode.TASK_NOT_CANCELABLE,
                () -> stub.cancelTask(
                        CancelTaskRequest.newBuilder().setId("done").build()));
        A2aException incomplete = refused(
                Status.Code.INVALID_ARGUMENT,
                A2aErrorCode.INVALID_PARAMS,
                () -> stub.sendMessage(SendMessageRequest.newBuilder()
                        .setMessage(Message.newBuilder().setMessageId("m"))
                        .build()));
        assertThat(incomplete.violations())
                .extracting(violation -> violation.path())
                .contains("$.message.role", "$.message.parts");
        A2aException negative = refused(
                Status.Code.INVALID_ARGUMENT,
                A2aErrorCode.INVALID_PARAMS,
                () -> stub.getTask(unknown.toBuilder().setHistoryLength(-1).build()));
        assertThat(negative.violations().getFirst().path()).isEqualTo("$.historyLength");
        edge.tasks.onSend = call -> {
            throw new IllegalStateException("secret");
        };
        A2aException unexpected =
                refused(Status.Code.INTERNAL, A2aErrorCode.INTERNAL_ERROR, () -> stub.sendMessage(message("", "x")));
        assertThat(unexpected.text()).isEqualTo("Internal error");
    }

    @Test
    void freeJsonThatIsNone_isRefused() {
        Value infinite =
                Value.newBuilder().setNumberValue(Double.POSITIVE_INFINITY).build();
        Value deep = Value.newBuilder().setStringValue("x").build();
        for (int i = 0; i < 44; i++) {
            deep = Value.newBuilder()
                    .setListValue(ListValue.newBuilder().addValues(deep))
                    .build();
        }
        for (Value data : List.of(infinite, deep)) {
            SendMessageRequest request = message("", "x").toBuilder()
                    .setMetadata(Struct.newBuilder().putFields("data", data))
                    .build();
            refused(Status.Code.INVALID_ARGUMENT, A2aErrorCode.INVALID_PARAMS, () -> stub.sendMessage(request));
        }
        Value tooDeepForProtobuf = deep;
        for (int i = 0; i < 100; i++) {
            tooDeepForProtobuf = Value.newBuilder()
                    .setListValue(ListValue.newBuilder().addValues(tooDeepForProtobuf))
                    .build();
        }
        SendMessageRequest request = message("", "x").toBuilder()
                .setMetadata(Struct.newBuilder().putFields("data", tooDeepForProtobuf))
                .build();
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> stub.sendMessage(request));
        assertThat(failure.getStatus().getCode()).isNotIn(Status.Code.OK, Status.Code.DEADLINE_EXCEEDED);
        assertThat(edge.tasks.sent).isEmpty();
    }

    @Test
    void version_mayBeLeftOutButNotBeAnother() {
        ListTasksRequest list = ListTasksRequest.getDefaultInstance();
        assertThat(bare().listTasks(list).getTasksList()).isEmpty();
        assertThat(edge.edge
                        .context()
                        .getBean(MeterRegistry.class)
                        .get("a2a.requests.unversioned")
                        .counter()
                        .count())
                .isPositive();
        assertThat(versioned("1.0.3").listTasks(list).getTasksList()).isEmpty();
        for (String other : new String[] {"99.0", "0.3"}) {
            refused(
                    Status.Code.FAILED_PRECONDITION,
                    A2aErrorCode.VERSION_NOT_SUPPORTED,
                    () -> versioned(other).listTasks(list));
        }
        refused(
                Status.Code.FAILED_PRECONDITION,
                A2aErrorCode.VERSION_NOT_SUPPORTED,
                () -> versioned("99.0").subscribeToTask(subscription("t")).hasNext());
    }

    @Test
    void metadata_activatesExtensionsAndNamesAKey() {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        A2AServiceBlockingStub capturing =
                stub.withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()));
        with(capturing, "a2a-extensions", Extensions.ONCE + ",http://unknown").sendMessage(message("", "x"));
        assertThat(edge.tasks.sent.getLast().getOnceKey()).isEqualTo("message:m-1");
        assertThat(headers.get().get(Metadata.Key.of("a2a-extensions", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo(Extensions.ONCE);
        assertThat(edge.tasks.sent.getLast().getContext().getExtensionsList()).containsExactly("http://unknown");

        with(stub, "idempotency-key", "k").sendMessage(message("", "x"));
        assertThat(edge.tasks.sent.getLast().getOnceKey()).isEqualTo("key:k");
    }

    @Test
    void callerIdentityInMetadata_isNotBelieved() throws Exception {
        AtomicReference<String> subject = new AtomicReference<>();
        edge.tasks.onSend = call -> {
            subject.set(dev.parley.kit.identity.CallerIdentity.current().subject());
            return edge.tasks.echo(call);
        };
        A2AServiceBlockingStub forged = with(with(stub, "parley-tenant", "other"), "parley-subject", "somebody");

        forged.sendMessage(message("", "x"));

        assertThat(subject.get()).isEqualTo("local");
    }

    @Test
    void tooLargeMessage_isRefused() {
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class, () -> stub.sendMessage(message("", "x".repeat(200_000))));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(edge.tasks.sent).isEmpty();
    }

    @Test
    void stream_resumesBehindTheEventInMetadata() {
        edge.tasks.onSubscribe = (call, out) -> {
            for (long i = call.getAfterSequence() + 1; i <= 5; i++) {
                out.send(ScriptedTasks.event("t", i, "e" + i));
            }
        };
        assertThat(with(stub, "last-event-id", "3").subscribeToTask(subscription("t")))
                .toIterable()
                .hasSize(2);
        refused(
                Status.Code.INVALID_ARGUMENT,
                A2aErrorCode.INVALID_PARAMS,
                () -> with(stub, "last-event-id", "x")
                        .subscribeToTask(subscription("t"))
                        .hasNext());
    }

    @Test
    void eventsNumber_isInItsMetadataForWhoActivatedTheExtension() {
        edge.tasks.onSubscribe = (call, out) -> {
            out.send(ScriptedTasks.event("t", 41, "e"));
            out.send(ScriptedTasks.event("t", 43, "e"));
        };
        assertThat(with(stub, "a2a-extensions", Extensions.CURSOR).subscribeToTask(subscription("t")))
                .toIterable()
                .extracting(event -> event.getStatusUpdate()
                        .getMetadata()
                        .getFieldsOrThrow(Extensions.CURSOR)
                        .getStructValue()
                        .getFieldsOrThrow("sequence")
                        .getStringValue())
                .containsExactly("41", "43");
        assertThat(stub.subscribeToTask(subscription("t")))
                .toIterable()
                .allMatch(event -> !event.getStatusUpdate().hasMetadata());
    }

    @Test
    void progress_isForWhoActivatedTheExtension() {
        Struct reported = Struct.newBuilder()
                .putFields(
                        Extensions.CHECKPOINT,
                        Value.newBuilder()
                                .setStructValue(Struct.newBuilder()
                                        .putFields(
                                                "progress",
                                                Value.newBuilder()
                                                        .setNumberValue(0.5)
                                                        .build()))
                                .build())
                .build();
        Task task = Task.newBuilder()
                .setId("t")
                .setContextId("ctx-1")
                .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_WORKING))
                .setMetadata(reported)
                .build();
        edge.tasks.tasks.put("t", task);
        TaskEvent.Builder event = ScriptedTasks.event("t", 41, "e").toBuilder();
        event.getEventBuilder().getStatusUpdateBuilder().setMetadata(reported);
        edge.tasks.onSubscribe = (call, out) -> out.send(event.build());
        GetTaskRequest get = GetTaskRequest.newBuilder().setId("t").build();
        var activated = with(stub, "a2a-extensions", Extensions.CHECKPOINT);

        assertThat(activated.getTask(get).getMetadata()).isEqualTo(reported);
        assertThat(activated.subscribeToTask(subscription("t")))
                .toIterable()
                .allMatch(said -> said.getStatusUpdate().getMetadata().equals(reported));
        assertThat(stub.getTask(get)).isEqualTo(task.toBuilder().clearMetadata().build());
        assertThat(stub.listTasks(ListTasksRequest.getDefaultInstance()).getTasksList())
                .allMatch(one -> !one.hasMetadata());
        assertThat(stub.subscribeToTask(subscription("t")))
                .toIterable()
                .allMatch(said -> !said.getStatusUpdate().hasMetadata());
    }

    @Test
    void errorOfAStream_isItsStatus() throws Exception {
        edge.tasks.onSubscribe = (call, out) -> {
            throw ScriptedTasks.unknown("t");
        };
        refused(
                Status.Code.NOT_FOUND,
                A2aErrorCode.TASK_NOT_FOUND,
                () -> stub.subscribeToTask(subscription("t")).hasNext());
        refused(
                Status.Code.NOT_FOUND,
                A2aErrorCode.AGENT_NOT_FOUND,
                () -> stub.subscribeToTask(subscription("t").toBuilder()
                                .setTenant("nobody")
                                .build())
                        .hasNext());
        edge.tasks.onStream = (call, out) -> {
            out.send(ScriptedTasks.event(call.getTaskId(), 1, "one"));
            throw new A2aException(A2aErrorCode.INVALID_AGENT_RESPONSE, "nonsense");
        };
        var events = stub.sendStreamingMessage(message("", "go"));
        assertThat(events.next().hasStatusUpdate()).isTrue();
        refused(Status.Code.INTERNAL, A2aErrorCode.INVALID_AGENT_RESPONSE, events::hasNext);
        // the caller may have its error before the edge has put the stream away
        Await.until("no stream is open", () -> edge.streams() == 0);
    }

    @Test
    void callerThatLeavesAStream_endsItsWatchOnly() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        edge.tasks.onStream = (call, out) -> {
            out.send(ScriptedTasks.event(call.getTaskId(), 1, "one"));
            out.onCancel(gone::countDown);
            gone.await();
        };
        var context = io.grpc.Context.current().withCancellation();
        context.run(() -> stub.sendStreamingMessage(message("", "go")).next());
        assertThat(edge.streams()).isEqualTo(1);
        context.cancel(null);

        assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        Await.until("the stream is forgotten", () -> edge.streams() == 0);
        assertThat(edge.tasks.withdrawn).isEmpty();
    }

    @Test
    void readerThatStopsReading_stopsItsOwnStream() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        String tenKilobytes = "x".repeat(10_000);
        edge.tasks.onSubscribe = (call, out) -> {
            while (out.send(ScriptedTasks.event("t", sent.incrementAndGet(), tenKilobytes))) {
                // as fast as it is taken
            }
            ended.set(true);
        };
        SlowReader reader = new SlowReader();
        A2AServiceGrpc.newStub(channel).subscribeToTask(subscription("t"), reader);

        int before = Await.still(sent);
        assertThat(before).as("events of 10 kB to a reader that reads none").isLessThan(300);
        reader.read(before + 10);
        Await.until("the sender goes on with the reader", () -> sent.get() > before);
        reader.leave();
        Await.until("the sender ends", ended::get);
    }

    /** Takes events only as they are asked for. */
    private static final class SlowReader implements ClientResponseObserver<SubscribeToTaskRequest, StreamResponse> {
        private final CompletableFuture<ClientCallStreamObserver<SubscribeToTaskRequest>> call =
                new CompletableFuture<>();

        @Override
        public void beforeStart(ClientCallStreamObserver<SubscribeToTaskRequest> observer) {
            observer.disableAutoRequestWithInitial(0);
            call.complete(observer);
        }

        void read(int events) {
            call.join().request(events);
        }

        void leave() {
            call.join().cancel("the test ends", null);
        }

        @Override
        public void onNext(StreamResponse event) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }

    @Test
    void answerThatCannotBeDelivered_isWithdrawnAndTheTaskGoesOn() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        edge.tasks.onSend = call -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return edge.tasks.echo(call);
        };
        var pending = A2AServiceGrpc.newFutureStub(channel).sendMessage(message("", "x"));
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        pending.cancel(true);
        stub.listTasks(ListTasksRequest.getDefaultInstance()); // on the same connection, so behind the cancel
        answer.countDown();

        Await.until("the answer is withdrawn", () -> edge.tasks.withdrawn.size() == 1);
        assertThat(edge.tasks.withdrawn.getFirst())
                .isEqualTo(edge.tasks.sent.getFirst().getTaskId());
        assertThat(stub.sendMessage(message("", "x")).hasTask()).isTrue();
        assertThat(edge.tasks.withdrawn).hasSize(1);
    }

    @Test
    void tooManyStreams_areRefusedWithAdvice() {
        try (EdgeFixture small = new EdgeFixture(Map.of("parley.edge.max-streams", 1))) {
            CountDownLatch end = new CountDownLatch(1);
            small.tasks.onSubscribe = (call, out) -> {
                out.send(ScriptedTasks.event("t", 1, "one"));
                end.await();
            };
            ManagedChannel toSmall = channelTo(small);
            A2AServiceBlockingStub smallStub =
                    A2AServiceGrpc.newBlockingStub(toSmall).withDeadlineAfter(20, TimeUnit.SECONDS);
            smallStub.subscribeToTask(subscription("t")).next();
            A2aException refusal = refused(
                    Status.Code.UNAVAILABLE,
                    A2aErrorCode.OVERLOADED,
                    () -> smallStub.subscribeToTask(subscription("t")).hasNext());
            assertThat(refusal.retryAfter()).isPresent();
            end.countDown();
            toSmall.shutdownNow();
        }
    }

    @Test
    void stoppingEdge_endsStreamsWithAWordAndFinishesCalls() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        edge.tasks.onSubscribe = (call, out) -> {
            out.send(ScriptedTasks.event("t", 1, "one"));
            out.onCancel(gone::countDown);
            gone.await();
        };
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        edge.tasks.onSend = call -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return edge.tasks.echo(call);
        };
        var events = stub.subscribeToTask(subscription("t"));
        events.next();
        var pending = A2AServiceGrpc.newFutureStub(channel).sendMessage(message("", "x"));
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        Thread closing = Thread.startVirtualThread(edge::close);

        A2aException ended = refused(Status.Code.UNAVAILABLE, A2aErrorCode.OVERLOADED, events::hasNext);
        assertThat(ended.text()).contains("subscribe again");
        assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        answer.countDown();
        assertThat(pending.get(10, TimeUnit.SECONDS).hasTask()).isTrue();
        closing.join();
    }

    @Test
    void metrics_countCallsByRpcAndStatus() throws Exception {
        stub.listTasks(ListTasksRequest.getDefaultInstance());
        refused(
                Status.Code.NOT_FOUND,
                A2aErrorCode.TASK_NOT_FOUND,
                () -> stub.getTask(GetTaskRequest.newBuilder().setId("x").build()));
        MeterRegistry meters = edge.edge.context().getBean(MeterRegistry.class);
        try (var leaving = io.grpc.Context.current().withCancellation()) {
            CountDownLatch end = new CountDownLatch(1);
            edge.tasks.onSubscribe = (call, out) -> {
                out.send(ScriptedTasks.event("t", 1, "one"));
                out.onCancel(end::countDown);
                end.await();
            };
            leaving.run(() -> stub.subscribeToTask(subscription("t")).next());
        }
        for (String[] expected :
                new String[][] {{"ListTasks", "OK"}, {"GetTask", "NOT_FOUND"}, {"SubscribeToTask", "CANCELLED"}}) {
            Await.until(
                    "counted " + expected[0],
                    () -> meters.find("a2a.requests")
                                    .tags("method", expected[0], "endpoint", "grpc", "status", expected[1])
                                    .counter()
                            != null);
        }
        assertThat(edge.connections()).isPositive();
    }

    @Test
    void reflectionAndHealth_areServed() throws Exception {
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> asking = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        asking.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(answer.get(10, TimeUnit.SECONDS).getListServicesResponse().getServiceList())
                .extracting(service -> service.getName())
                .contains("lf.a2a.v1.A2AService")
                .noneMatch(name -> name.startsWith("parley."));
        asking.onCompleted();
    }
}
