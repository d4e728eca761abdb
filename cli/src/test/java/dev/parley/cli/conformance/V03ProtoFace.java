package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.a2a.v03.AgentCard;
import dev.parley.proto.a2a.v03.CancelTaskRequest;
import dev.parley.proto.a2a.v03.CreateTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.GetAgentCardRequest;
import dev.parley.proto.a2a.v03.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.GetTaskRequest;
import dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.SendMessageRequest;
import dev.parley.proto.a2a.v03.TaskSubscriptionRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.v03.FileBytes;
import dev.parley.proto.dialect.v03.V03ProtoReader;
import dev.parley.proto.dialect.v03.V03ProtoWriter;
import dev.parley.proto.jsonrpc.A2aMethod;

/** What an agent under test says and hears in the protobuf of 0.3, over gRPC and as JSON, by way of 1.0. */
final class V03ProtoFace {
    private static final JsonMapper JSON = new JsonMapper();
    private static final V03ProtoWriter WRITER = new V03ProtoWriter(FileBytes.BASE64);

    private V03ProtoFace() {}

    /** The default instance of a method's request; 0.3 has no list of tasks. */
    static Message request(A2aMethod method) {
        return switch (method) {
            case SEND_MESSAGE, SEND_STREAMING_MESSAGE -> SendMessageRequest.getDefaultInstance();
            case GET_TASK -> GetTaskRequest.getDefaultInstance();
            case CANCEL_TASK -> CancelTaskRequest.getDefaultInstance();
            case SUBSCRIBE_TO_TASK -> TaskSubscriptionRequest.getDefaultInstance();
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG -> CreateTaskPushNotificationConfigRequest.getDefaultInstance();
            case GET_TASK_PUSH_NOTIFICATION_CONFIG -> GetTaskPushNotificationConfigRequest.getDefaultInstance();
            case LIST_TASK_PUSH_NOTIFICATION_CONFIGS -> ListTaskPushNotificationConfigRequest.getDefaultInstance();
            case DELETE_TASK_PUSH_NOTIFICATION_CONFIG -> DeleteTaskPushNotificationConfigRequest.getDefaultInstance();
            case GET_EXTENDED_AGENT_CARD -> GetAgentCardRequest.getDefaultInstance();
            case LIST_TASKS -> throw new IllegalArgumentException("0.3 has no list");
        };
    }

    /** A request of 0.3 as params of 1.0. */
    static ObjectNode params(A2aMethod method, Message request) {
        if (request instanceof SendMessageRequest send && !send.hasRequest()) {
            throw new AgentFault(SpecError.INVALID_PARAMS, "message is missing");
        }
        Faults faults = new Faults();
        ObjectNode params = V03Face.json(new V03ProtoReader(faults, FileBytes.BASE64).request(request, "$"));
        if (method == A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG) {
            params.put("older", true);
        }
        return params;
    }

    /** A result or an event of 1.0 as 0.3 has it. */
    static Message reply(A2aMethod method, ObjectNode result) {
        return switch (method) {
            case SEND_MESSAGE -> WRITER.sent(V03Face.message(result, SendMessageResponse.getDefaultInstance()));
            case SEND_STREAMING_MESSAGE, SUBSCRIBE_TO_TASK ->
                WRITER.event(V03Face.message(result, StreamResponse.getDefaultInstance()));
            case GET_TASK, CANCEL_TASK -> WRITER.task(V03Face.message(result, Task.getDefaultInstance()));
            case CREATE_TASK_PUSH_NOTIFICATION_CONFIG, GET_TASK_PUSH_NOTIFICATION_CONFIG ->
                WRITER.config(V03Face.message(result, TaskPushNotificationConfig.getDefaultInstance()));
            case LIST_TASK_PUSH_NOTIFICATION_CONFIGS ->
                WRITER.configs(V03Face.message(result, ListTaskPushNotificationConfigsResponse.getDefaultInstance()));
            case DELETE_TASK_PUSH_NOTIFICATION_CONFIG -> Empty.getDefaultInstance();
            case GET_EXTENDED_AGENT_CARD -> V03Face.message(card(result), AgentCard.getDefaultInstance());
            case LIST_TASKS -> throw new IllegalArgumentException("0.3 has no list");
        };
    }

    private static ObjectNode card(ObjectNode card) {
        ObjectNode older = V03Face.card(card);
        older.remove("supportedInterfaces");
        older.set("capabilities", JSON.createObjectNode().put("streaming", true));
        return older;
    }
}
