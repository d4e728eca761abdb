package dev.parley.edge.jsonrpc;

import com.google.protobuf.Message;
import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.calls.Intake;
import dev.parley.edge.calls.SendCalls;
import dev.parley.edge.calls.TaskCalls;
import dev.parley.edge.connection.Answer;
import dev.parley.edge.connection.Connection;
import dev.parley.edge.http.Replies;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import dev.parley.proto.task.v1.CancelTaskCall;
import dev.parley.proto.task.v1.GetTaskCall;
import dev.parley.proto.task.v1.ListTasksCall;
import dev.parley.proto.task.v1.SendMessageReply;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;

/** The operations with one answer. */
@Singleton
final class UnaryOperations {
    private final SendCalls sends;
    private final TaskCalls tasks;
    private final Endpoints endpoints;
    private final Duration responseTimeout;

    UnaryOperations(SendCalls sends, TaskCalls tasks, Endpoints endpoints, EdgeConfig config) {
        this.sends = sends;
        this.tasks = tasks;
        this.endpoints = endpoints;
        this.responseTimeout = config.responseTimeout();
    }

    /**
     * @throws A2aException what the operation refuses, or what the task service answered
     */
    MutableHttpResponse<byte[]> call(
            String agentId, HttpRequest<?> http, JsonRpcRequest request, Set<String> extensions) {
        return switch (request.method()) {
            case SEND_MESSAGE -> send(agentId, http, request, extensions);
            case GET_TASK -> result(request, get(agentId, (GetTaskRequest) request.params()));
            case LIST_TASKS -> result(request, list(agentId, (ListTasksRequest) request.params()));
            case CANCEL_TASK -> result(request, cancel(agentId, (CancelTaskRequest) request.params()));
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
                    GET_TASK_PUSH_NOTIFICATION_CONFIG,
                    LIST_TASK_PUSH_NOTIFICATION_CONFIGS,
                    DELETE_TASK_PUSH_NOTIFICATION_CONFIG ->
                throw new A2aException(
                        A2aErrorCode.PUSH_NOTIFICATION_NOT_SUPPORTED,
                        request.method().wireName() + " (expected: no push operation, as the card says)");
            case GET_EXTENDED_AGENT_CARD ->
                // the cards do not declare one: A2A 1.0.1 §3.1.11 wants this error, -32007 is for a declared but absent
                // one
                throw new A2aException(
                        A2aErrorCode.UNSUPPORTED_OPERATION,
                        "GetExtendedAgentCard (expected: no such call, as the card says)");
            case SEND_STREAMING_MESSAGE, SUBSCRIBE_TO_TASK ->
                throw new IllegalArgumentException(request.method() + " (expected: an operation with one answer)");
        };
    }

    private MutableHttpResponse<byte[]> send(
            String agentId, HttpRequest<?> http, JsonRpcRequest request, Set<String> extensions) {
        SendMessageRequest message = (SendMessageRequest) request.params();
        SendMessageReply reply =
                tasks.send(sends.prepare(agentId, message, Intake.of(http, message, extensions)), responseTimeout);
        MutableHttpResponse<byte[]> response = result(request, payload(reply));
        response.header(Connection.TASK_ID_HEADER, reply.getTaskId());
        Connection.of(http)
                .delivering(
                        new Answer(reply.getTaskId(), message.getMessage().getMessageId(), CallerIdentity.current()));
        return response;
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

    private Task get(String path, GetTaskRequest request) {
        String agentId = endpoints.resolve(path, request.getTenant());
        GetTaskCall call = GetTaskCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build();
        return endpoints.reading(agentId, () -> tasks.get(call));
    }

    private ListTasksResponse list(String path, ListTasksRequest request) {
        String agentId = endpoints.resolve(path, request.getTenant());
        ListTasksResponse tasksOfAgent = tasks.list(ListTasksCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build());
        if (tasksOfAgent.getTasksCount() == 0) {
            endpoints.requireAgent(agentId);
        }
        return tasksOfAgent;
    }

    private Task cancel(String path, CancelTaskRequest request) {
        String agentId = endpoints.resolve(path, request.getTenant());
        CancelTaskCall call = CancelTaskCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant())
                .build();
        return endpoints.reading(agentId, () -> tasks.cancel(call));
    }

    private static MutableHttpResponse<byte[]> result(JsonRpcRequest request, Message result) {
        return Replies.json(200, JsonRpcReplies.result(request, result));
    }
}
