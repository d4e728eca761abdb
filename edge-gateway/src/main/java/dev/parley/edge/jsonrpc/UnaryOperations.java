package dev.parley.edge.jsonrpc;

import com.google.protobuf.Message;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.connection.Connection;
import dev.parley.edge.http.Replies;
import dev.parley.edge.operations.A2aCall;
import dev.parley.edge.operations.Operations;
import dev.parley.edge.operations.Sent;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.Set;

/** The operations with one answer. */
@Singleton
final class UnaryOperations {
    private final Operations operations;

    UnaryOperations(Operations operations) {
        this.operations = operations;
    }

    /**
     * @throws A2aException what the operation refuses, or what the task service answered
     */
    MutableHttpResponse<byte[]> call(
            String agentId, HttpRequest<?> http, JsonRpcRequest request, Set<String> extensions) {
        A2aCall call = new A2aCall(agentId, "$.params", CallHeaders.of(http), extensions, request.version());
        return switch (request.method()) {
            case SEND_MESSAGE -> {
                Sent sent = operations.send(call, (SendMessageRequest) request.params());
                yield Connection.delivering(http, result(request, sent.response()), sent.answer());
            }
            case GET_TASK -> result(request, operations.get(call, (GetTaskRequest) request.params()));
            case LIST_TASKS -> result(request, operations.list(call, (ListTasksRequest) request.params()));
            case CANCEL_TASK -> result(request, operations.cancel(call, (CancelTaskRequest) request.params()));
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG ->
                result(request, operations.createPush(call, (TaskPushNotificationConfig) request.params()));
            case GET_TASK_PUSH_NOTIFICATION_CONFIG ->
                result(request, operations.getPush(call, (GetTaskPushNotificationConfigRequest) request.params()));
            case LIST_TASK_PUSH_NOTIFICATION_CONFIGS ->
                result(request, operations.listPush(call, (ListTaskPushNotificationConfigsRequest) request.params()));
            case DELETE_TASK_PUSH_NOTIFICATION_CONFIG ->
                result(request, operations.deletePush(call, (DeleteTaskPushNotificationConfigRequest)
                        request.params()));
            case GET_EXTENDED_AGENT_CARD -> throw Operations.unsupported(request.method());
            case SEND_STREAMING_MESSAGE, SUBSCRIBE_TO_TASK ->
                throw new IllegalArgumentException(request.method() + " (expected: an operation with one answer)");
        };
    }

    private static MutableHttpResponse<byte[]> result(JsonRpcRequest request, Message result) {
        return Replies.json(200, JsonRpcReplies.result(request, result));
    }
}
