package dev.parley.task.rpc;

import com.google.protobuf.Empty;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.life.Features;
import dev.parley.kit.rpc.EarlyHeaders;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.kit.rpc.StreamSender;
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
import dev.parley.proto.task.v1.FindClientTaskReply;
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
import dev.parley.proto.task.v1.TaskServiceGrpc.TaskServiceImplBase;
import dev.parley.proto.task.v1.TaskServiceStatus;
import dev.parley.proto.task.v1.WithdrawAnswerRequest;
import dev.parley.task.export.EventExport;
import dev.parley.task.push.PushConfigs;
import dev.parley.task.running.LiveTasks;
import dev.parley.task.running.Recovery;
import dev.parley.task.running.Tasks;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The task service on gRPC: translation only. */
@Singleton
final class TaskGrpcService extends TaskServiceImplBase {
    /** Left of a deadline for the way back. */
    private static final long ANSWER_MILLIS = 100;

    private final Tasks tasks;
    private final LiveTasks live;
    private final Recovery recovery;
    private final PushConfigs webhooks;
    private final EventExport export;
    private final Features features;

    TaskGrpcService(
            Tasks tasks,
            LiveTasks live,
            Recovery recovery,
            PushConfigs webhooks,
            EventExport export,
            Features features) {
        this.features = features;
        this.tasks = tasks;
        this.live = live;
        this.recovery = recovery;
        this.webhooks = webhooks;
        this.export = export;
    }

    /** On a thread of its own: while a handler blocks, its call cannot learn that the caller has left. */
    @Override
    public void sendMessage(SendMessageCall call, StreamObserver<SendMessageReply> reply) {
        var observer = (ServerCallStreamObserver<SendMessageReply>) reply;
        observer.setOnCancelHandler(() -> {});
        Principal principal = CallerIdentity.current();
        Thread.ofVirtual().name("send").start(Context.current().wrap(() -> {
            try {
                answer(observer, () -> tasks.send(principal, call, timeLeft(), new SenderOf(observer)));
            } catch (A2aException e) {
                observer.onError(RpcErrors.toStatus(e));
            } catch (RuntimeException | Error e) {
                // the interceptor makes of it what it makes of every bug
                observer.onError(Status.UNKNOWN.withCause(e).asRuntimeException());
            }
        }));
    }

    /** Learns by the headers that its message was taken, and for which task: nobody need ask another instance because the answer is slow. */
    private record SenderOf(ServerCallStreamObserver<SendMessageReply> observer) implements Tasks.Caller {
        @Override
        public void accepted(String taskId) {
            if (!observer.isCancelled()) {
                EarlyHeaders.send(taken(taskId));
            }
        }

        @Override
        public boolean hasLeft() {
            return observer.isCancelled();
        }
    }

    @Override
    public void getTask(GetTaskCall call, StreamObserver<Task> reply) {
        answer(reply, () -> tasks.get(CallerIdentity.current(), call.getAgentId(), call.getRequest()));
    }

    @Override
    public void findClientTask(FindClientTaskRequest request, StreamObserver<FindClientTaskReply> reply) {
        answer(
                reply,
                () -> FindClientTaskReply.newBuilder()
                        .setTaskId(
                                tasks.named(CallerIdentity.current(), request.getAgentId(), request.getClientTaskId()))
                        .build());
    }

    @Override
    public void listTasks(ListTasksCall call, StreamObserver<ListTasksResponse> reply) {
        answer(reply, () -> tasks.list(CallerIdentity.current(), call.getAgentId(), call.getRequest()));
    }

    @Override
    public void cancelTask(CancelTaskCall call, StreamObserver<Task> reply) {
        answer(reply, () -> tasks.cancel(CallerIdentity.current(), call.getAgentId(), call.getRequest()));
    }

    @Override
    public void withdrawAnswer(WithdrawAnswerRequest request, StreamObserver<Empty> reply) {
        answer(reply, () -> {
            tasks.withdraw(CallerIdentity.current(), request.getTaskId(), request.getMessageId());
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void createPushConfig(CreatePushConfigCall call, StreamObserver<TaskPushNotificationConfig> reply) {
        answer(
                reply,
                () -> webhooks.create(
                        CallerIdentity.current(), call.getAgentId(), call.getConfig(), call.getProtocolVersion()));
    }

    @Override
    public void getPushConfig(GetPushConfigCall call, StreamObserver<TaskPushNotificationConfig> reply) {
        answer(reply, () -> webhooks.get(CallerIdentity.current(), call.getAgentId(), call.getRequest()));
    }

    @Override
    public void listPushConfigs(
            ListPushConfigsCall call, StreamObserver<ListTaskPushNotificationConfigsResponse> reply) {
        answer(reply, () -> webhooks.list(CallerIdentity.current(), call.getAgentId(), call.getRequest()));
    }

    @Override
    public void deletePushConfig(DeletePushConfigCall call, StreamObserver<Empty> reply) {
        answer(reply, () -> {
            webhooks.delete(CallerIdentity.current(), call.getAgentId(), call.getRequest());
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void listDeliveries(ListDeliveriesCall call, StreamObserver<ListDeliveriesReply> reply) {
        answer(
                reply,
                () -> DeliveryProto.reply(
                        webhooks.deliveries(CallerIdentity.current(), call.getAgentId(), call.getTaskId())));
    }

    @Override
    public void getEventExport(Empty request, StreamObserver<EventExportStatus> reply) {
        answer(reply, () -> ExportProto.status(export));
    }

    @Override
    public void getTaskServiceStatus(Empty request, StreamObserver<TaskServiceStatus> reply) {
        answer(
                reply,
                () -> TaskServiceStatus.newBuilder()
                        .setActiveTasks(live.active())
                        .setRecovering(recovery.isRecovering())
                        .setReducedDurability(!features.enhancedDurability())
                        .build());
    }

    @Override
    public void streamMessage(SendMessageCall call, StreamObserver<TaskEvent> reply) {
        stream(reply, (principal, watcher) -> tasks.stream(principal, call, watcher));
    }

    @Override
    public void subscribeToTask(SubscribeToTaskCall call, StreamObserver<TaskEvent> reply) {
        stream(reply, (principal, watcher) -> tasks.subscribe(principal, call, watcher));
    }

    private interface Answer<T> {
        T get() throws InterruptedException;
    }

    private static <T> void answer(StreamObserver<T> reply, Answer<T> answer) {
        try {
            T value = answer.get();
            reply.onNext(value);
            reply.onCompleted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED, "The service is shutting down", Duration.ofSeconds(2));
        }
    }

    private interface Streaming {
        void run(Principal principal, Tasks.Watcher watcher) throws InterruptedException;
    }

    /** The stream has a thread and a context of its own: a caller that leaves ends its stream and nothing else. */
    private static void stream(StreamObserver<TaskEvent> reply, Streaming streaming) {
        StreamSender<TaskEvent> sender = new StreamSender<>(reply);
        Principal principal = CallerIdentity.current();
        SenderWatcher watcher = new SenderWatcher(sender, EarlyHeaders.ofThisCall());
        Thread.ofVirtual()
                .name("watcher")
                .start(CallerIdentity.detached(principal).wrap(() -> {
                    try {
                        streaming.run(principal, watcher);
                        sender.complete();
                    } catch (InterruptedException | RuntimeException e) {
                        sender.fail(e);
                    }
                }));
    }

    private static Metadata taken(String taskId) {
        Metadata headers = new Metadata();
        headers.put(TaskHeaders.TASK_ID, taskId);
        return headers;
    }

    private record SenderWatcher(StreamSender<TaskEvent> sender, Consumer<Metadata> headers) implements Tasks.Watcher {
        @Override
        public void accepted(String taskId) {
            if (!sender.isCancelled()) {
                headers.accept(taken(taskId));
            }
        }

        @Override
        public boolean send(TaskEvent event) throws InterruptedException {
            return sender.send(event);
        }

        @Override
        public boolean isGone() {
            return sender.isCancelled();
        }
    }

    private static @Nullable Duration timeLeft() {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null
                ? null
                : Duration.ofMillis(Math.max(0, deadline.timeRemaining(TimeUnit.MILLISECONDS) - ANSWER_MILLIS));
    }
}
