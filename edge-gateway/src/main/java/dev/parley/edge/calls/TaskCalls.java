package dev.parley.edge.calls;

import com.google.protobuf.Empty;
import dev.parley.edge.EdgeConfig;
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

    TaskCalls(@Named("task") ManagedChannel channel, EdgeConfig config) {
        this.blocking = TaskServiceGrpc.newBlockingStub(channel).withInterceptors(new TaskIdHeader());
        this.streaming = TaskServiceGrpc.newStub(channel).withInterceptors(new TaskIdHeader());
        this.callTimeout = config.callTimeout();
        this.maxSends = config.maxSends();
        this.room = new Semaphore(maxSends);
    }

    /**
     * Sends a message and waits for its answer. An instance that is lost after it took the message is no failure: another is asked
     * what became of it, {@value #RESENDS} times at most; once where nobody said that it was taken, if it makes a task.
     *
     * @throws A2aException also OVERLOADED, while as many sends wait as may
     */
    public SendMessageReply send(SendMessageCall call, Duration atMost) {
        if (!room.tryAcquire()) {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED,
                    maxSends + " messages wait for their answer (expected: at most " + maxSends + ")",
                    Duration.ofSeconds(1));
        }
        try {
            return untilAnswered(call, Deadline.after(atMost.toMillis(), TimeUnit.MILLISECONDS));
        } finally {
            room.release();
        }
    }

    private SendMessageReply untilAnswered(SendMessageCall call, Deadline deadline) {
        SendMessageCall attempt = call;
        boolean taken = false;
        for (int resends = 0; ; resends++) {
            AtomicReference<Metadata> headers = new AtomicReference<>();
            try {
                return blocking.withDeadline(deadline)
                        .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
                        .withOption(TaskIdHeader.TASK_ID, SendCalls.taskOf(attempt))
                        .withOption(TaskIdHeader.NEW_TASK, makesTask(attempt))
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

    /** Starts a stream that outlives the request's own thread; {@code observer} cancels it when its reader leaves. */
    public void stream(SendMessageCall call, ClientResponseObserver<SendMessageCall, TaskEvent> observer) {
        Context.current()
                .fork()
                .run(() -> streaming
                        .withOption(TaskIdHeader.TASK_ID, SendCalls.taskOf(call))
                        .withOption(TaskIdHeader.NEW_TASK, makesTask(call))
                        .streamMessage(call, observer));
    }

    /** Like {@link #stream}. */
    public void subscribe(SubscribeToTaskCall call, ClientResponseObserver<SubscribeToTaskCall, TaskEvent> observer) {
        Context.current()
                .fork()
                .run(() -> streaming
                        .withOption(TaskIdHeader.TASK_ID, call.getRequest().getId())
                        .subscribeToTask(call, observer));
    }

    private TaskServiceBlockingStub within(Duration atMost, String taskId) {
        return blocking.withDeadlineAfter(atMost.toMillis(), TimeUnit.MILLISECONDS)
                .withOption(TaskIdHeader.TASK_ID, taskId);
    }

    /** What only reads is asked once more where the service was lost: a proxy cannot do that once an answer has begun. */
    private static <T> T reading(Supplier<T> call) {
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

    private static <T> T failingAsA2a(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw RpcErrors.fromStatus(e);
        }
    }
}
