package dev.parley.edge.calls;

import com.google.protobuf.Empty;
import dev.parley.edge.EdgeConfig;
import dev.parley.edge.overload.AcceptLimit;
import dev.parley.kit.life.Features;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.kit.rpc.TaskHeaders;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.CancelTaskCall;
import dev.parley.proto.task.v1.CreatePushConfigCall;
import dev.parley.proto.task.v1.DeletePushConfigCall;
import dev.parley.proto.task.v1.EventExportStatus;
import dev.parley.proto.task.v1.FindClientTaskRequest;
import dev.parley.proto.task.v1.GetPushConfigCall;
import dev.parley.proto.task.v1.GetTaskCall;
import dev.parley.proto.task.v1.ListDeliveriesCall;
import dev.parley.proto.task.v1.ListDeliveriesReply;
import dev.parley.proto.task.v1.ListPushConfigsCall;
import dev.parley.proto.task.v1.ListTasksCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import dev.parley.proto.task.v1.SubscribeToTaskCall;
import dev.parley.proto.task.v1.TaskEvent;
import dev.parley.proto.task.v1.TaskServiceGrpc;
import dev.parley.proto.task.v1.TaskServiceGrpc.TaskServiceBlockingStub;
import dev.parley.proto.task.v1.TaskServiceGrpc.TaskServiceStub;
import dev.parley.proto.task.v1.TaskServiceStatus;
import dev.parley.proto.task.v1.WithdrawAnswerRequest;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The task service as the edge calls it. Every method but the streams has a deadline, and only so many sends wait at once; every
 * one fails with A2aException only. Never called from an event loop.
 */
@Singleton
public final class TaskCalls {
    private static final int RESENDS = 3;
    private static final Duration RESEND_AFTER = Duration.ofMillis(100);

    private final TaskServiceBlockingStub blocking;
    private final TaskServiceStub streaming;
    private final Duration callTimeout;
    private final int maxSends;
    private final Semaphore room;
    private final AcceptLimit accepting;
    private final Features features;

    TaskCalls(@Named("task") ManagedChannel channel, AcceptLimit accepting, Features features, EdgeConfig config) {
        this.features = features;
        this.blocking = TaskServiceGrpc.newBlockingStub(channel).withInterceptors(new TaskIdHeader(), new Acceptance());
        this.streaming = TaskServiceGrpc.newStub(channel).withInterceptors(new TaskIdHeader(), new Acceptance());
        this.accepting = accepting;
        this.callTimeout = config.callTimeout();
        this.maxSends = config.maxSends();
        this.room = new Semaphore(maxSends);
    }

    /**
     * Sends a message and waits for its answer. An instance that is lost after it took the message is no failure: another is asked
     * what became of it, {@value #RESENDS} times at most; once where nobody said that it was taken, if it makes a task.
     *
     * @throws A2aException also OVERLOADED, while as many sends wait as may, for their answers or to be accepted
     */
    public SendMessageReply send(SendMessageCall call, Duration atMost) {
        AcceptLimit.Waiting waiting = accepting.enter(call.getNeed());
        try {
            return sendAccepted(call, atMost, waiting);
        } finally {
            waiting.forget();
        }
    }

    private SendMessageReply sendAccepted(SendMessageCall call, Duration atMost, AcceptLimit.Waiting waiting) {
        if (!room.tryAcquire()) {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED,
                    maxSends + " messages wait for their answer (expected: at most " + maxSends + ")",
                    Duration.ofSeconds(1));
        }
        try {
            return untilAnswered(call, Deadline.after(atMost.toMillis(), TimeUnit.MILLISECONDS), waiting);
        } finally {
            room.release();
        }
    }

    private SendMessageReply untilAnswered(SendMessageCall call, Deadline deadline, AcceptLimit.Waiting waiting) {
        SendMessageCall attempt = call;
        boolean taken = false;
        for (int resends = 0; ; resends++) {
            AtomicReference<Metadata> headers = new AtomicReference<>();
            try {
                return blocking.withDeadline(deadline)
                        .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
                        .withOption(TaskIdHeader.TASK_ID, SendCalls.taskOf(attempt))
                        .withOption(TaskIdHeader.NEW_TASK, makesTask(attempt))
                        .withOption(Acceptance.WAITING, waiting)
                        .sendMessage(attempt);
            } catch (StatusRuntimeException e) {
                Metadata answered = headers.get();
                String task = answered == null ? null : answered.get(TaskHeaders.TASK_ID);
                // once is enough: the next instance may be lost before it says so again
                taken |= task != null;
                int most = taken ? RESENDS : makesTask(attempt) ? 1 : 0;
                if (!RpcErrors.isLost(e) || resends >= most) {
                    throw RpcErrors.fromStatus(e);
                }
                attempt = attempt.toBuilder()
                        .setTaskId(task != null ? task : attempt.getTaskId())
                        .setResent(true)
                        .build();
                pause(RESEND_AFTER.multipliedBy(resends + 1L), RpcErrors.fromStatus(e));
            }
        }
    }

    /** Whether the call makes a task, under an id that was minted for it alone. */
    private static boolean makesTask(SendMessageCall call) {
        return call.getRequest().getMessage().getTaskId().isEmpty()
                && call.getClientTaskId().isEmpty();
    }

    /** Before a lost service is asked again: another instance must have been found, or it must be back. */
    private static void pause(Duration time, A2aException failure) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    public Task get(GetTaskCall call) {
        return reading(() -> within(callTimeout, call.getRequest().getId()).getTask(call));
    }

    /**
     * The id of the task that the caller gave a name of its own.
     *
     * @return empty when it named none so at this endpoint
     */
    public Optional<String> named(String agentId, String clientTaskId) {
        FindClientTaskRequest request = FindClientTaskRequest.newBuilder()
                .setAgentId(agentId)
                .setClientTaskId(clientTaskId)
                .build();
        try {
            return Optional.of(reading(() -> blocking.withDeadlineAfter(callTimeout.toMillis(), TimeUnit.MILLISECONDS)
                            .findClientTask(request))
                    .getTaskId());
        } catch (A2aException e) {
            if (e.code() == A2aErrorCode.TASK_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public ListTasksResponse list(ListTasksCall call) {
        return reading(() -> blocking.withDeadlineAfter(callTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .listTasks(call));
    }

    public Task cancel(CancelTaskCall call) {
        return failingAsA2a(() -> within(callTimeout, call.getRequest().getId()).cancelTask(call));
    }

    public TaskPushNotificationConfig createPush(CreatePushConfigCall call) {
        return failingAsA2a(
                () -> within(callTimeout, call.getConfig().getTaskId()).createPushConfig(call));
    }

    public TaskPushNotificationConfig getPush(GetPushConfigCall call) {
        return reading(() -> within(callTimeout, call.getRequest().getTaskId()).getPushConfig(call));
    }

    public ListTaskPushNotificationConfigsResponse listPush(ListPushConfigsCall call) {
        return reading(() -> within(callTimeout, call.getRequest().getTaskId()).listPushConfigs(call));
    }

    public Empty deletePush(DeletePushConfigCall call) {
        return failingAsA2a(
                () -> within(callTimeout, call.getRequest().getTaskId()).deletePushConfig(call));
    }

    public ListDeliveriesReply deliveries(ListDeliveriesCall call) {
        return reading(() -> within(callTimeout, call.getTaskId()).listDeliveries(call));
    }

    /** How far each sink of events has come. */
    public EventExportStatus eventExport() {
        return reading(() -> blocking.withDeadlineAfter(callTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .getEventExport(Empty.getDefaultInstance()));
    }

    public void withdrawAnswer(String taskId, String messageId) {
        WithdrawAnswerRequest request = WithdrawAnswerRequest.newBuilder()
                .setTaskId(taskId)
                .setMessageId(messageId)
                .build();
        failingAsA2a(() -> within(callTimeout, taskId).withdrawAnswer(request));
    }

    public TaskServiceStatus status(Duration atMost) {
        return failingAsA2a(() -> blocking.withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS)
                .getTaskServiceStatus(Empty.getDefaultInstance()));
    }

    /**
     * Starts a stream that outlives the request's own thread, and instances that are lost while it lasts; {@code observer} cancels it
     * when its reader leaves. A message that nobody said was taken is sent once more, if it makes a task.
     *
     * @throws A2aException OVERLOADED, while as many messages wait to be accepted as may; UNSUPPORTED_OPERATION where streaming is off
     */
    public void stream(SendMessageCall call, ClientResponseObserver<SendMessageCall, TaskEvent> observer) {
        requireStreaming();
        AcceptLimit.Waiting waiting = accepting.enter(call.getNeed());
        new LastingStream<>(new MessageStreams(Context.current().fork(), waiting), call, observer).begin();
    }

    /** Like {@link #stream}. */
    public void subscribe(SubscribeToTaskCall call, ClientResponseObserver<SubscribeToTaskCall, TaskEvent> observer) {
        requireStreaming();
        new LastingStream<>(new Subscriptions(Context.current().fork()), call, observer).begin();
    }

    private void requireStreaming() {
        if (!features.streamingSupport()) {
            throw new A2aException(
                    A2aErrorCode.UNSUPPORTED_OPERATION,
                    "Streaming is switched off here (expected: SendMessage and GetTask; the card says so, too)");
        }
    }

    /** The calls of one message's stream. */
    private final class MessageStreams implements LastingStream.Calls<SendMessageCall> {
        private final Context context;
        private final AcceptLimit.Waiting waiting;
        private final AtomicReference<Metadata> headers = new AtomicReference<>();

        MessageStreams(Context context, AcceptLimit.Waiting waiting) {
            this.context = context;
            this.waiting = waiting;
        }

        @Override
        public void begin(SendMessageCall request, ClientResponseObserver<SendMessageCall, TaskEvent> observer) {
            context.run(() -> streaming
                    .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
                    .withOption(TaskIdHeader.TASK_ID, SendCalls.taskOf(request))
                    .withOption(TaskIdHeader.NEW_TASK, makesTask(request))
                    .withOption(Acceptance.WAITING, waiting)
                    .streamMessage(request, observer));
        }

        @Override
        public @Nullable SendMessageCall after(SendMessageCall request, @Nullable TaskEvent last, int losses) {
            Metadata answered = headers.get();
            String said = answered == null ? null : answered.get(TaskHeaders.TASK_ID);
            String task = said == null && last != null ? last.getTaskId() : said;
            if (task == null && (losses > 1 || !makesTask(request))) {
                return null;
            }
            SendMessageCall.Builder again = request.toBuilder().setResent(true);
            if (task != null) {
                again.setTaskId(task);
            }
            if (last != null) {
                again.setAfterSequence(last.getSequence());
            }
            return again.build();
        }
    }

    /** The calls of one subscription. */
    private final class Subscriptions implements LastingStream.Calls<SubscribeToTaskCall> {
        private final Context context;

        Subscriptions(Context context) {
            this.context = context;
        }

        @Override
        public void begin(
                SubscribeToTaskCall request, ClientResponseObserver<SubscribeToTaskCall, TaskEvent> observer) {
            context.run(() -> streaming
                    .withOption(TaskIdHeader.TASK_ID, request.getRequest().getId())
                    .subscribeToTask(request, observer));
        }

        @Override
        public SubscribeToTaskCall after(SubscribeToTaskCall request, @Nullable TaskEvent last, int losses) {
            return last == null
                    ? request
                    : request.toBuilder().setAfterSequence(last.getSequence()).build();
        }
    }

    private TaskServiceBlockingStub within(Duration atMost, String taskId) {
        return blocking.withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS)
                .withOption(TaskIdHeader.TASK_ID, taskId);
    }

    /** What only reads is asked once more where the service was lost: a proxy cannot do that once an answer has begun. */
    static <T> T reading(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            if (!RpcErrors.isLost(e)) {
                throw RpcErrors.fromStatus(e);
            }
            pause(RESEND_AFTER, RpcErrors.fromStatus(e));
            return failingAsA2a(call);
        }
    }

    static <T> T failingAsA2a(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw RpcErrors.fromStatus(e);
        }
    }
}
