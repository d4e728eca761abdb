package dev.parley.cli.conformance.v03.wire;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v03.CancelTaskRequest;
import dev.parley.proto.a2a.v03.CreateTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.GetAgentCardRequest;
import dev.parley.proto.a2a.v03.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.GetTaskRequest;
import dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.SendMessageRequest;
import dev.parley.proto.a2a.v03.TaskSubscriptionRequest;

/** The operations of 0.3 by their names in each binding (§3.5 of 0.3). */
public enum V03Method {
    SEND("message/send", "SendMessage", "POST", SendMessageRequest.getDefaultInstance()),
    STREAM("message/stream", "SendStreamingMessage", "POST", SendMessageRequest.getDefaultInstance()),
    GET("tasks/get", "GetTask", "GET", GetTaskRequest.getDefaultInstance()),
    CANCEL("tasks/cancel", "CancelTask", "POST", CancelTaskRequest.getDefaultInstance()),
    RESUBSCRIBE("tasks/resubscribe", "TaskSubscription", "POST", TaskSubscriptionRequest.getDefaultInstance()),
    PUSH_SET(
            "tasks/pushNotificationConfig/set",
            "CreateTaskPushNotificationConfig",
            "POST",
            CreateTaskPushNotificationConfigRequest.getDefaultInstance()),
    PUSH_GET(
            "tasks/pushNotificationConfig/get",
            "GetTaskPushNotificationConfig",
            "GET",
            GetTaskPushNotificationConfigRequest.getDefaultInstance()),
    PUSH_LIST(
            "tasks/pushNotificationConfig/list",
            "ListTaskPushNotificationConfig",
            "GET",
            ListTaskPushNotificationConfigRequest.getDefaultInstance()),
    PUSH_DELETE(
            "tasks/pushNotificationConfig/delete",
            "DeleteTaskPushNotificationConfig",
            "DELETE",
            DeleteTaskPushNotificationConfigRequest.getDefaultInstance()),
    EXTENDED_CARD(
            "agent/getAuthenticatedExtendedCard", "GetAgentCard", "GET", GetAgentCardRequest.getDefaultInstance());

    private final String jsonRpcName;
    private final String grpcName;
    private final String verb;
    private final Message request;

    V03Method(String jsonRpcName, String grpcName, String verb, Message request) {
        this.jsonRpcName = jsonRpcName;
        this.grpcName = grpcName;
        this.verb = verb;
        this.request = request;
    }

    public String jsonRpcName() {
        return jsonRpcName;
    }

    String grpcName() {
        return grpcName;
    }

    String verb() {
        return verb;
    }

    /** The default instance of what goes in over gRPC. */
    Message request() {
        return request;
    }
}
