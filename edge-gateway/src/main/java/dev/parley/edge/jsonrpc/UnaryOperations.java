package dev.parley.edge.jsonrpc;

import com.google.protobuf.Message;
import dev.parley.edge.connection.Answer;
import dev.parley.edge.operations.A2aCall;
import dev.parley.edge.operations.Operations;
import dev.parley.edge.operations.Sent;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import jakarta.inject.Singleton;
import java.util.Optional;

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
    JsonRpcAnswer.Result call(A2aCall call, JsonRpcRequest request) {
        if (request.method() == A2aMethod.SEND_MESSAGE) {
            Sent sent = operations.send(call, (SendMessageRequest) request.params());
            return result(call, request, sent.response(), Optional.of(sent.answer()));
        }
        return result(call, request, reply(call, request), Optional.empty());
    }

    private Message reply(A2aCall call, JsonRpcRequest request) {
        return switch (request.method()) {
            case GET_TASK -> operations.get(call, (GetTaskRequest) request.params());
            case LIST_TASKS -> operations.list(call, (ListTasksRequest) request.params());
            case CANCEL_TASK -> operations.cancel(call, (CancelTaskRequest) request.params());
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG,
                    GET_TASK_PUSH_NOTIFICATION_CONFIG,
                    LIST_TASK_PUSH_NOTIFICATION_CONFIGS,
                    DELETE_TASK_PUSH_NOTIFICATION_CONFIG,
                    GET_EXTENDED_AGENT_CARD -> throw Operations.unsupported(request.method());
            case SEND_MESSAGE, SEND_STREAMING_MESSAGE, SUBSCRIBE_TO_TASK ->
                throw new IllegalArgumentException(
                        request.method() + " (expected: an operation whose reply needs no delivery)");
        };
    }

    private static JsonRpcAnswer.Result result(
            A2aCall call, JsonRpcRequest request, Message reply, Optional<Answer> answer) {
        return new JsonRpcAnswer.Result(request, JsonRpcReplies.result(request, reply), answer, call.extensions());
    }
}
