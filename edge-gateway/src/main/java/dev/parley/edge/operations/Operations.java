package dev.parley.edge.operations;

import com.google.protobuf.Empty;
import com.google.protobuf.Value;
import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.calls.Intake;
import dev.parley.edge.calls.SendCalls;
import dev.parley.edge.calls.TaskCalls;
import dev.parley.edge.connection.Answer;
import dev.parley.edge.trace.RequestSpans;
import dev.parley.edge.wire.Exchanges;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.CancelTaskCall;
import dev.parley.proto.task.v1.CreatePushConfigCall;
import dev.parley.proto.task.v1.DeletePushConfigCall;
import dev.parley.proto.task.v1.GetPushConfigCall;
import dev.parley.proto.task.v1.GetTaskCall;
import dev.parley.proto.task.v1.ListPushConfigsCall;
import dev.parley.proto.task.v1.ListTasksCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import dev.parley.proto.task.v1.SubscribeToTaskCall;
import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.stub.ClientResponseObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The operations of A2A 1.0, from a request that is complete to its reply. Every one is called as the request's principal,
 * never from an event loop, and fails with A2aException only.
 */
@Singleton
public final class Operations {
    // the public kit of 0.3; the SDK in Python over gRPC and HTTP+JSON. Servers of 0.3 call it by the task's id
    private static final Set<String> UNNAMED_CONFIG = Set.of("default", "None");

    /** No event's number: what is followed from here begins with the task, even one that has ended. */
    private static final long BEFORE_EVERY_EVENT = -1;

    private final SendCalls sends;
    private final TaskCalls tasks;
    private final Endpoints endpoints;
    private final Exchanges exchanges;
    private final Duration responseTimeout;

    Operations(SendCalls sends, TaskCalls tasks, Endpoints endpoints, Exchanges exchanges, EdgeConfig config) {
        this.sends = sends;
        this.tasks = tasks;
        this.endpoints = endpoints;
        this.exchanges = exchanges;
        this.responseTimeout = config.responseTimeout();
    }

    /** Sends a message and waits for its answer. */
    public Sent send(A2aCall call, SendMessageRequest request) {
        SendMessageCall prepared = prepared(call, request);
        SendMessageReply reply = exchanges.about(
                call.headers(), SendCalls.taskOf(prepared), () -> tasks.send(prepared, responseTimeout));
        exchanges.isAbout(call.headers(), reply.getTaskId()); // another one, where it joined
        RequestSpans.isAbout(reply.getTaskId(), prepared.getAgentId());
        String messageId = prepared.getRequest().getMessage().getMessageId();
        return new Sent(payload(call, reply), new Answer(reply.getTaskId(), messageId, CallerIdentity.current()));
    }

    /** Sends a message whose events are followed. */
    public TaskEvents<SendMessageCall> stream(A2aCall call, SendMessageRequest request) {
        SendMessageCall prepared = prepared(call, request);
        return observer -> tasks.stream(
                prepared, exchanges.saying(call.headers(), SendCalls.taskOf(prepared), asActivated(call, observer)));
    }

    public Task get(A2aCall call, GetTaskRequest request) {
        HistoryLength.check(request.getHistoryLength(), call.root());
        String agentId = endpoint(call, request.getTenant());
        GetTaskCall wanted = GetTaskCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build();
        Task task = about(call, request.getId(), agentId, () -> tasks.get(wanted));
        return ProgressReports.asActivated(call.extensions(), task);
    }

    public ListTasksResponse list(A2aCall call, ListTasksRequest request) {
        HistoryLength.check(request.getHistoryLength(), call.root());
        String agentId = endpoint(call, request.getTenant());
        ListTasksResponse tasksOfAgent = tasks.list(ListTasksCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build());
        if (tasksOfAgent.getTasksCount() == 0) {
            endpoints.requireAgent(agentId);
        }
        ListTasksResponse.Builder shown = tasksOfAgent.toBuilder().clearTasks();
        tasksOfAgent
                .getTasksList()
                .forEach(task -> shown.addTasks(ProgressReports.asActivated(call.extensions(), task)));
        return shown.build();
    }

    private static <Q> ClientResponseObserver<Q, TaskEvent> asActivated(
            A2aCall call, ClientResponseObserver<Q, TaskEvent> observer) {
        return ProgressReports.asActivated(call.extensions(), Numbered.asActivated(call.extensions(), observer));
    }

    public Task cancel(A2aCall call, CancelTaskRequest request) {
        String agentId = endpoint(call, request.getTenant());
        CancelTaskCall wanted = CancelTaskCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build();
        Task task = about(call, request.getId(), agentId, () -> tasks.cancel(wanted));
        return ProgressReports.asActivated(call.extensions(), task);
    }

    /**
     * Follows a task, from the event on that {@code Last-Event-ID} names; without one from the task as it is. One that has
     * ended is refused in 1.0, and before that the only event.
     */
    public TaskEvents<SubscribeToTaskCall> subscribe(A2aCall call, SubscribeToTaskRequest request) {
        String agentId = endpoint(call, request.getTenant());
        SubscribeToTaskCall.Builder wanted = SubscribeToTaskCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant());
        OptionalLong seen = Intake.lastEventId(call.headers());
        switch (call.version()) {
            case V1_0 -> seen.ifPresent(wanted::setAfterSequence);
            case V0_3 -> wanted.setAfterSequence(seen.orElse(BEFORE_EVERY_EVENT));
        }
        SubscribeToTaskCall complete = wanted.build();
        RequestSpans.isAbout(request.getId(), agentId);
        return observer -> tasks.subscribe(
                complete,
                new Reading<>(
                        exchanges.saying(call.headers(), request.getId(), asActivated(call, observer)),
                        agentId,
                        endpoints));
    }

    /** Keeps a webhook of a task; it is called in the version of this call. */
    public TaskPushNotificationConfig createPush(A2aCall call, TaskPushNotificationConfig config) {
        requireTask(call, config.getTaskId());
        String agentId = endpoint(call, config.getTenant());
        CreatePushConfigCall wanted = CreatePushConfigCall.newBuilder()
                .setAgentId(agentId)
                .setConfig(config.toBuilder().clearTenant())
                .setProtocolVersion(call.spoken())
                .build();
        return about(call, config.getTaskId(), agentId, () -> tasks.createPush(wanted));
    }

    /** In 0.3 a config that was made without an id is found by the names that callers have for it. */
    public TaskPushNotificationConfig getPush(A2aCall call, GetTaskPushNotificationConfigRequest request) {
        String agentId = endpoint(call, request.getTenant());
        GetPushConfigCall wanted = GetPushConfigCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build();
        try {
            return about(call, request.getTaskId(), agentId, () -> tasks.getPush(wanted));
        } catch (A2aException e) {
            boolean unnamed = call.version() == A2aVersion.V0_3
                    && (UNNAMED_CONFIG.contains(request.getId())
                            || request.getId().equals(request.getTaskId()));
            if (!unnamed || e.code() != A2aErrorCode.TASK_NOT_FOUND) {
                throw e;
            }
            GetPushConfigCall.Builder newest = wanted.toBuilder();
            newest.getRequestBuilder().clearId();
            return about(call, request.getTaskId(), agentId, () -> tasks.getPush(newest.build()));
        }
    }

    public ListTaskPushNotificationConfigsResponse listPush(
            A2aCall call, ListTaskPushNotificationConfigsRequest request) {
        String agentId = endpoint(call, request.getTenant());
        ListPushConfigsCall wanted = ListPushConfigsCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build();
        return about(call, request.getTaskId(), agentId, () -> tasks.listPush(wanted));
    }

    public Empty deletePush(A2aCall call, DeleteTaskPushNotificationConfigRequest request) {
        String agentId = endpoint(call, request.getTenant());
        DeletePushConfigCall wanted = DeletePushConfigCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build();
        return about(call, request.getTaskId(), agentId, () -> tasks.deletePush(wanted));
    }

    private String endpoint(A2aCall call, String tenant) {
        return endpoints.resolve(call.agentId(), tenant, call.root());
    }

    /** REQUIRED here, but not of a config that comes with a message. */
    private static void requireTask(A2aCall call, String taskId) {
        if (taskId.isEmpty()) {
            throw A2aException.invalidParams(call.root() + ".taskId", "is missing (expected: the id of a task)");
        }
    }

    private <T> T about(A2aCall call, String taskId, String agentId, Supplier<T> work) {
        RequestSpans.isAbout(taskId, agentId);
        return exchanges.about(call.headers(), taskId, () -> endpoints.reading(agentId, work));
    }

    private SendMessageCall prepared(A2aCall call, SendMessageRequest request) {
        HistoryLength.check(request.getConfiguration().getHistoryLength(), call.root() + ".configuration");
        Intake intake = Intake.of(call.headers(), request, call.extensions()).underName(call.clientTaskId());
        SendMessageCall prepared = sends.prepare(call.agentId(), request, call.root(), intake, call.spoken());
        RequestSpans.isAbout(SendCalls.taskOf(prepared), prepared.getAgentId());
        Map<String, Value> metadata = request.getMessage().getMetadata().getFieldsMap();
        RequestSpans.linkTo(
                name -> metadata.getOrDefault(name, Value.getDefaultInstance()).getStringValue());
        return prepared;
    }

    private static SendMessageResponse payload(A2aCall call, SendMessageReply reply) {
        return switch (reply.getPayloadCase()) {
            case TASK ->
                SendMessageResponse.newBuilder()
                        .setTask(ProgressReports.asActivated(call.extensions(), reply.getTask()))
                        .build();
            case MESSAGE ->
                SendMessageResponse.newBuilder().setMessage(reply.getMessage()).build();
            case PAYLOAD_NOT_SET -> throw new IllegalStateException("Reply of task " + reply.getTaskId() + " is empty");
        };
    }
}
