package dev.parley.edge.operations;

import com.google.protobuf.Empty;
import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.calls.Intake;
import dev.parley.edge.calls.SendCalls;
import dev.parley.edge.calls.TaskCalls;
import dev.parley.edge.connection.Answer;
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
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;
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
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The operations of A2A 1.0, from a request that is complete to its reply. Every one is called as the request's principal,
 * never from an event loop, and fails with A2aException only.
 */
@Singleton
public final class Operations {
    private final SendCalls sends;
    private final TaskCalls tasks;
    private final Endpoints endpoints;
    private final Duration responseTimeout;

    Operations(SendCalls sends, TaskCalls tasks, Endpoints endpoints, EdgeConfig config) {
        this.sends = sends;
        this.tasks = tasks;
        this.endpoints = endpoints;
        this.responseTimeout = config.responseTimeout();
    }

    /** Sends a message and waits for its answer. */
    public Sent send(A2aCall call, SendMessageRequest request) {
        SendMessageReply reply = tasks.send(prepared(call, request), responseTimeout);
        return new Sent(
                payload(reply),
                new Answer(reply.getTaskId(), request.getMessage().getMessageId(), CallerIdentity.current()));
    }

    /** Sends a message whose events are followed. */
    public TaskEvents<SendMessageCall> stream(A2aCall call, SendMessageRequest request) {
        SendMessageCall prepared = prepared(call, request);
        return observer -> tasks.stream(prepared, observer);
    }

    public Task get(A2aCall call, GetTaskRequest request) {
        HistoryLength.check(request.getHistoryLength(), call.root());
        String agentId = endpoints.resolve(call.agentId(), request.getTenant(), call.root());
        GetTaskCall wanted = GetTaskCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build();
        return endpoints.reading(agentId, () -> tasks.get(wanted));
    }

    public ListTasksResponse list(A2aCall call, ListTasksRequest request) {
        HistoryLength.check(request.getHistoryLength(), call.root());
        String agentId = endpoints.resolve(call.agentId(), request.getTenant(), call.root());
        ListTasksResponse tasksOfAgent = tasks.list(ListTasksCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build());
        if (tasksOfAgent.getTasksCount() == 0) {
            endpoints.requireAgent(agentId);
        }
        return tasksOfAgent;
    }

    public Task cancel(A2aCall call, CancelTaskRequest request) {
        String agentId = endpoints.resolve(call.agentId(), request.getTenant(), call.root());
        CancelTaskCall wanted = CancelTaskCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build();
        return endpoints.reading(agentId, () -> tasks.cancel(wanted));
    }

    /** Follows a task, from the event on that {@code Last-Event-ID} names. */
    public TaskEvents<SubscribeToTaskCall> subscribe(A2aCall call, SubscribeToTaskRequest request) {
        String agentId = endpoints.resolve(call.agentId(), request.getTenant(), call.root());
        SubscribeToTaskCall.Builder wanted = SubscribeToTaskCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant());
        Intake.lastEventId(call.headers()).ifPresent(wanted::setAfterSequence);
        SubscribeToTaskCall complete = wanted.build();
        return observer -> tasks.subscribe(complete, new Reading<>(observer, agentId, endpoints));
    }

    /** Keeps a webhook of a task; it is called in the version of this call. */
    public TaskPushNotificationConfig createPush(A2aCall call, TaskPushNotificationConfig config) {
        requireTask(call, config.getTaskId());
        String agentId = endpoints.resolve(call.agentId(), config.getTenant(), call.root());
        CreatePushConfigCall wanted = CreatePushConfigCall.newBuilder()
                .setAgentId(agentId)
                .setConfig(config.toBuilder().clearTenant())
                .setProtocolVersion(call.version().number())
                .build();
        return endpoints.reading(agentId, () -> tasks.createPush(wanted));
    }

    public TaskPushNotificationConfig getPush(A2aCall call, GetTaskPushNotificationConfigRequest request) {
        String agentId = endpoints.resolve(call.agentId(), request.getTenant(), call.root());
        GetPushConfigCall wanted = GetPushConfigCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build();
        return endpoints.reading(agentId, () -> tasks.getPush(wanted));
    }

    public ListTaskPushNotificationConfigsResponse listPush(
            A2aCall call, ListTaskPushNotificationConfigsRequest request) {
        String agentId = endpoints.resolve(call.agentId(), request.getTenant(), call.root());
        ListPushConfigsCall wanted = ListPushConfigsCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build();
        return endpoints.reading(agentId, () -> tasks.listPush(wanted));
    }

    public Empty deletePush(A2aCall call, DeleteTaskPushNotificationConfigRequest request) {
        String agentId = endpoints.resolve(call.agentId(), request.getTenant(), call.root());
        DeletePushConfigCall wanted = DeletePushConfigCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build();
        return endpoints.reading(agentId, () -> tasks.deletePush(wanted));
    }

    /** REQUIRED here, but not of a config that comes with a message. */
    private static void requireTask(A2aCall call, String taskId) {
        if (taskId.isEmpty()) {
            throw A2aException.invalidParams(call.root() + ".taskId", "is missing (expected: the id of a task)");
        }
    }

    /** What an operation that the mesh does not offer is answered with. */
    public static A2aException unsupported(A2aMethod method) {
        return switch (method) {
            case GET_EXTENDED_AGENT_CARD ->
                // the cards do not declare one: A2A 1.0.1 §3.1.11 wants this error, -32007 is for a declared but absent
                // one
                new A2aException(
                        A2aErrorCode.UNSUPPORTED_OPERATION,
                        "GetExtendedAgentCard (expected: no such call, as the card says)");
            case SEND_MESSAGE,
                    SEND_STREAMING_MESSAGE,
                    GET_TASK,
                    LIST_TASKS,
                    CANCEL_TASK,
                    SUBSCRIBE_TO_TASK,
                    CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
                    GET_TASK_PUSH_NOTIFICATION_CONFIG,
                    LIST_TASK_PUSH_NOTIFICATION_CONFIGS,
                    DELETE_TASK_PUSH_NOTIFICATION_CONFIG ->
                throw new IllegalArgumentException(method + " (expected: an operation that is not offered)");
        };
    }

    private SendMessageCall prepared(A2aCall call, SendMessageRequest request) {
        HistoryLength.check(request.getConfiguration().getHistoryLength(), call.root() + ".configuration");
        return sends.prepare(
                call.agentId(),
                request,
                call.root(),
                Intake.of(call.headers(), request, call.extensions()),
                call.version());
    }

    private static SendMessageResponse payload(SendMessageReply reply) {
        return switch (reply.getPayloadCase()) {
            case TASK ->
                SendMessageResponse.newBuilder().setTask(reply.getTask()).build();
            case MESSAGE ->
                SendMessageResponse.newBuilder().setMessage(reply.getMessage()).build();
            case PAYLOAD_NOT_SET -> throw new IllegalStateException("Reply of task " + reply.getTaskId() + " is empty");
        };
    }
}
