package dev.parley.edge;

import com.google.protobuf.Empty;
import dev.parley.kit.rpc.StreamSender;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.CancelTaskCall;
import dev.parley.proto.task.v1.CreatePushConfigCall;
import dev.parley.proto.task.v1.DeletePushConfigCall;
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
import dev.parley.proto.task.v1.TaskServiceGrpc;
import dev.parley.proto.task.v1.TaskServiceStatus;
import dev.parley.proto.task.v1.WebhookDelivery;
import dev.parley.proto.task.v1.WithdrawAnswerRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A task service that answers as its test says, and remembers what it was asked. */
final class ScriptedTasks extends TaskServiceGrpc.TaskServiceImplBase {
    final List<SendMessageCall> sent = new CopyOnWriteArrayList<>();
    final List<ListTasksCall> listed = new CopyOnWriteArrayList<>();
    final List<SubscribeToTaskCall> subscribed = new CopyOnWriteArrayList<>();
    final List<String> withdrawn = new CopyOnWriteArrayList<>();
    final List<CreatePushConfigCall> created = new CopyOnWriteArrayList<>();
    final Map<String, TaskPushNotificationConfig> webhooks = new ConcurrentHashMap<>();
    final Map<String, Task> tasks = new ConcurrentHashMap<>();

    /** For a script that waits until its test stops the edge. */
    final CountDownLatch stopping = new CountDownLatch(1);

    volatile Function<SendMessageCall, SendMessageReply> onSend = this::echo;
    volatile boolean isSilent;
    /** Reads of a task that it is still to be lost at. */
    final AtomicInteger losses = new AtomicInteger();

    volatile Script<SendMessageCall> onStream = (call, out) -> {};
    volatile Script<SubscribeToTaskCall> onSubscribe = (call, out) -> {};
    volatile int activeTasks;

    /** What was said to it, and what came of that. */
    void forget() {
        sent.clear();
        tasks.clear();
        webhooks.clear();
        created.clear();
        listed.clear();
        subscribed.clear();
    }

    /** Writes a stream; throwing ends it with that error. */
    interface Script<Q> {
        void run(Q call, StreamSender<TaskEvent> out) throws Exception;
    }

    /** The task is completed, its artifact holds the message's parts. */
    SendMessageReply echo(SendMessageCall call) {
        Task task = Task.newBuilder()
                .setId(call.getTaskId())
                .setContextId("ctx-1")
                .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_COMPLETED))
                .addArtifacts(Artifact.newBuilder()
                        .setArtifactId("a1")
                        .addAllParts(call.getRequest().getMessage().getPartsList()))
                .build();
        tasks.put(task.getId(), task);
        return SendMessageReply.newBuilder()
                .setTaskId(task.getId())
                .setTask(task)
                .setSequence(3)
                .build();
    }

    static TaskEvent event(String taskId, long sequence, String text) {
        return TaskEvent.newBuilder()
                .setTaskId(taskId)
                .setSequence(sequence)
                .setEvent(StreamResponse.newBuilder()
                        .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                                .setTaskId(taskId)
                                .setContextId("ctx-1")
                                .setStatus(TaskStatus.newBuilder()
                                        .setState(TaskState.TASK_STATE_WORKING)
                                        .setMessage(Message.newBuilder()
                                                .setMessageId("m" + sequence)
                                                .setRole(Role.ROLE_AGENT)
                                                .addParts(Part.newBuilder().setText(text))))))
                .build();
    }

    /** The last event of a task that went well. */
    static TaskEvent ended(String taskId, long sequence) {
        return TaskEvent.newBuilder()
                .setTaskId(taskId)
                .setSequence(sequence)
                .setEvent(StreamResponse.newBuilder()
                        .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                                .setTaskId(taskId)
                                .setContextId("ctx-1")
                                .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_COMPLETED))))
                .build();
    }

    /** What a task that has ended is told of: nothing to who names no event, else the task (as task-svc does). */
    static void endedTask(SubscribeToTaskCall call, StreamSender<TaskEvent> out) throws Exception {
        String id = call.getRequest().getId();
        if (!call.hasAfterSequence()) {
            throw new A2aException(A2aErrorCode.UNSUPPORTED_OPERATION, "Task " + id + " is COMPLETED");
        }
        Task task = Task.newBuilder()
                .setId(id)
                .setContextId("ctx-1")
                .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_COMPLETED))
                .build();
        out.send(TaskEvent.newBuilder()
                .setTaskId(id)
                .setSequence(7)
                .setEvent(StreamResponse.newBuilder().setTask(task))
                .build());
    }

    static A2aException unknown(String id) {
        return new A2aException(A2aErrorCode.TASK_NOT_FOUND, "Task \"" + id + "\" is unknown");
    }

    @Override
    public void sendMessage(SendMessageCall call, StreamObserver<SendMessageReply> reply) {
        sent.add(call);
        reply.onNext(onSend.apply(call));
        reply.onCompleted();
    }

    @Override
    public void streamMessage(SendMessageCall call, StreamObserver<TaskEvent> reply) {
        sent.add(call);
        play(onStream, call, reply);
    }

    @Override
    public void subscribeToTask(SubscribeToTaskCall call, StreamObserver<TaskEvent> reply) {
        subscribed.add(call);
        play(onSubscribe, call, reply);
    }

    private static <Q> void play(Script<Q> script, Q call, StreamObserver<TaskEvent> reply) {
        StreamSender<TaskEvent> out = new StreamSender<>(reply);
        Thread.startVirtualThread(() -> {
            try {
                script.run(call, out);
                out.complete();
            } catch (Exception e) {
                out.fail(e);
            }
        });
    }

    @Override
    public void withdrawAnswer(WithdrawAnswerRequest request, StreamObserver<Empty> reply) {
        withdrawn.add(request.getTaskId());
        reply.onNext(Empty.getDefaultInstance());
        reply.onCompleted();
    }

    @Override
    public void getTask(GetTaskCall call, StreamObserver<Task> reply) {
        if (losses.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw Status.UNAVAILABLE.asRuntimeException();
        }
        if (isSilent) {
            return; // with the call left open
        }
        Task task = tasks.get(call.getRequest().getId());
        if (task == null) {
            throw unknown(call.getRequest().getId());
        }
        reply.onNext(task);
        reply.onCompleted();
    }

    /** Tasks by the names that their callers gave them. */
    final Map<String, String> named = new ConcurrentHashMap<>();

    @Override
    public void findClientTask(FindClientTaskRequest request, StreamObserver<FindClientTaskReply> reply) {
        String taskId = named.get(request.getAgentId() + "/" + request.getClientTaskId());
        if (taskId == null) {
            throw unknown(request.getClientTaskId());
        }
        reply.onNext(FindClientTaskReply.newBuilder().setTaskId(taskId).build());
        reply.onCompleted();
    }

    @Override
    public void listTasks(ListTasksCall call, StreamObserver<ListTasksResponse> reply) {
        listed.add(call);
        reply.onNext(ListTasksResponse.newBuilder()
                .addAllTasks(tasks.values())
                .setPageSize(50)
                .setTotalSize(tasks.size())
                .build());
        reply.onCompleted();
    }

    @Override
    public void cancelTask(CancelTaskCall call, StreamObserver<Task> reply) {
        Task task = tasks.get(call.getRequest().getId());
        if (task == null) {
            throw unknown(call.getRequest().getId());
        }
        if (task.getStatus().getState() == TaskState.TASK_STATE_COMPLETED) {
            throw new A2aException(A2aErrorCode.TASK_NOT_CANCELABLE, "Task " + task.getId() + " is COMPLETED");
        }
        reply.onNext(task.toBuilder()
                .setStatus(TaskStatus.newBuilder().setState(TaskState.TASK_STATE_CANCELED))
                .build());
        reply.onCompleted();
    }

    @Override
    public void createPushConfig(CreatePushConfigCall call, StreamObserver<TaskPushNotificationConfig> reply) {
        created.add(call);
        TaskPushNotificationConfig config = call.getConfig().toBuilder()
                .setId(
                        call.getConfig().getId().isEmpty()
                                ? "made"
                                : call.getConfig().getId())
                .build();
        webhooks.put(config.getTaskId() + "/" + config.getId(), config);
        reply.onNext(config);
        reply.onCompleted();
    }

    @Override
    public void getPushConfig(GetPushConfigCall call, StreamObserver<TaskPushNotificationConfig> reply) {
        // "made" stands for the newest: it is the only one without a name here
        String id =
                call.getRequest().getId().isEmpty() ? "made" : call.getRequest().getId();
        String key = call.getRequest().getTaskId() + "/" + id;
        if (!webhooks.containsKey(key)) {
            throw unknown(key);
        }
        reply.onNext(webhooks.get(key));
        reply.onCompleted();
    }

    @Override
    public void listPushConfigs(
            ListPushConfigsCall call, StreamObserver<ListTaskPushNotificationConfigsResponse> reply) {
        reply.onNext(ListTaskPushNotificationConfigsResponse.newBuilder()
                .addAllConfigs(webhooks.values().stream()
                        .filter(config ->
                                config.getTaskId().equals(call.getRequest().getTaskId()))
                        .toList())
                .setNextPageToken(call.getRequest().getPageToken())
                .build());
        reply.onCompleted();
    }

    @Override
    public void listDeliveries(ListDeliveriesCall call, StreamObserver<ListDeliveriesReply> reply) {
        ListDeliveriesReply.Builder deliveries = ListDeliveriesReply.newBuilder();
        webhooks.values().stream()
                .filter(config -> config.getTaskId().equals(call.getTaskId()))
                .forEach(config -> deliveries.addDeliveries(WebhookDelivery.newBuilder()
                        .setConfigId(config.getId())
                        .setUrl(config.getUrl())
                        .setState(WebhookDelivery.State.OPEN)));
        reply.onNext(deliveries.build());
        reply.onCompleted();
    }

    @Override
    public void deletePushConfig(DeletePushConfigCall call, StreamObserver<Empty> reply) {
        webhooks.remove(call.getRequest().getTaskId() + "/" + call.getRequest().getId());
        reply.onNext(Empty.getDefaultInstance());
        reply.onCompleted();
    }

    @Override
    public void getTaskServiceStatus(Empty request, StreamObserver<TaskServiceStatus> reply) {
        reply.onNext(TaskServiceStatus.newBuilder().setActiveTasks(activeTasks).build());
        reply.onCompleted();
    }
}
