package dev.parley.proto.jsonrpc;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;

/** The eleven operations of A2A 1.0 (§9.4): name on the wire, what goes in, what comes out. */
public enum A2aMethod {
    SEND_MESSAGE(
            "SendMessage", SendMessageRequest.getDefaultInstance(), SendMessageResponse.getDefaultInstance(), false),
    SEND_STREAMING_MESSAGE(
            "SendStreamingMessage", SendMessageRequest.getDefaultInstance(), StreamResponse.getDefaultInstance(), true),
    GET_TASK("GetTask", GetTaskRequest.getDefaultInstance(), Task.getDefaultInstance(), false),
    LIST_TASKS("ListTasks", ListTasksRequest.getDefaultInstance(), ListTasksResponse.getDefaultInstance(), false),
    CANCEL_TASK("CancelTask", CancelTaskRequest.getDefaultInstance(), Task.getDefaultInstance(), false),
    SUBSCRIBE_TO_TASK(
            "SubscribeToTask", SubscribeToTaskRequest.getDefaultInstance(), StreamResponse.getDefaultInstance(), true),
    CREATE_TASK_PUSH_NOTIFICATION_CONFIG(
            "CreateTaskPushNotificationConfig",
            TaskPushNotificationConfig.getDefaultInstance(),
            TaskPushNotificationConfig.getDefaultInstance(),
            false),
    GET_TASK_PUSH_NOTIFICATION_CONFIG(
            "GetTaskPushNotificationConfig",
            GetTaskPushNotificationConfigRequest.getDefaultInstance(),
            TaskPushNotificationConfig.getDefaultInstance(),
            false),
    LIST_TASK_PUSH_NOTIFICATION_CONFIGS(
            "ListTaskPushNotificationConfigs",
            ListTaskPushNotificationConfigsRequest.getDefaultInstance(),
            ListTaskPushNotificationConfigsResponse.getDefaultInstance(),
            false),
    DELETE_TASK_PUSH_NOTIFICATION_CONFIG(
            "DeleteTaskPushNotificationConfig",
            DeleteTaskPushNotificationConfigRequest.getDefaultInstance(),
            Empty.getDefaultInstance(),
            false),
    GET_EXTENDED_AGENT_CARD(
            "GetExtendedAgentCard",
            GetExtendedAgentCardRequest.getDefaultInstance(),
            AgentCard.getDefaultInstance(),
            false);

    private final String wireName;
    private final Message request;
    private final Message reply;
    private final boolean streaming;

    A2aMethod(String wireName, Message request, Message reply, boolean streaming) {
        this.wireName = wireName;
        this.request = request;
        this.reply = reply;
        this.streaming = streaming;
    }

    /** The name in JSON-RPC and gRPC, {@code SendMessage} for instance. */
    public String wireName() {
        return wireName;
    }

    /** The default instance of what goes in. */
    public Message request() {
        return request;
    }

    /** The default instance of what comes out; of one event when {@link #streaming()}. */
    public Message reply() {
        return reply;
    }

    public boolean streaming() {
        return streaming;
    }
}
