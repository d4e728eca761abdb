package dev.parley.edge.jsonrpc;

import com.google.protobuf.Message;
import dev.parley.edge.card.CalledAt;
import dev.parley.edge.card.ExtendedCards;
import dev.parley.edge.connection.Answer;
import dev.parley.edge.operations.A2aCall;
import dev.parley.edge.operations.Operations;
import dev.parley.edge.operations.Sent;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/** The operations with one answer. */
@Singleton
final class UnaryOperations {
    private final Operations operations;
    private final ExtendedCards extendedCards;

    UnaryOperations(Operations operations, ExtendedCards extendedCards) {
        this.operations = operations;
        this.extendedCards = extendedCards;
    }

    /**
     * @param at where the caller called, for what has URLs in it
     * @throws A2aException what the operation refuses, or what the task service answered
     */
    JsonRpcAnswer.Result call(A2aCall call, JsonRpcRequest request, Supplier<CalledAt> at) {
        if (request.method() == A2aMethod.SEND_MESSAGE) {
            Sent sent = operations.send(call, (SendMessageRequest) request.params());
            return result(call, request, sent.response(), Optional.of(sent.answer()));
        }
        return result(call, request, reply(call, request, at), Optional.empty());
    }

    private Message reply(A2aCall call, JsonRpcRequest request, Supplier<CalledAt> at) {
        return switch (request.method()) {
            case GET_TASK -> operations.get(call, (GetTaskRequest) request.params());
            case LIST_TASKS -> operations.list(call, (ListTasksRequest) request.params());
            case CANCEL_TASK -> operations.cancel(call, (CancelTaskRequest) request.params());
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG ->
                operations.createPush(call, (TaskPushNotificationConfig) request.params());
            case GET_TASK_PUSH_NOTIFICATION_CONFIG ->
                operations.getPush(call, (GetTaskPushNotificationConfigRequest) request.params());
            case LIST_TASK_PUSH_NOTIFICATION_CONFIGS ->
                operations.listPush(call, (ListTaskPushNotificationConfigsRequest) request.params());
            case DELETE_TASK_PUSH_NOTIFICATION_CONFIG ->
                operations.deletePush(call, (DeleteTaskPushNotificationConfigRequest) request.params());
            case GET_EXTENDED_AGENT_CARD ->
                extendedCards.get(call, (GetExtendedAgentCardRequest) request.params(), at.get(), request.version());
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
