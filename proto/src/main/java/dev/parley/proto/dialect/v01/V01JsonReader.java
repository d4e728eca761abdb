package dev.parley.proto.dialect.v01;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v01json.FileContent;
import dev.parley.proto.a2a.v01json.PushNotificationConfig;
import dev.parley.proto.a2a.v01json.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v01json.TaskQueryParams;
import dev.parley.proto.a2a.v01json.TaskSendParams;
import dev.parley.proto.a2a.v1.AuthenticationInfo;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.WrappedData;
import dev.parley.proto.jsonrpc.A2aMethod;

/**
 * What a caller of 0.1 asks for, as a request of 1.0. The task's id in it is the caller's own, which names a task only
 * together with its caller; a message has no id, for 0.1 knows none.
 */
public final class V01JsonReader {
    /** The id of the webhook of a task: in 0.1 there is one, and one more takes its place. */
    private static final String THE_WEBHOOK = "webhook";

    private final Faults faults;

    public V01JsonReader(Faults faults) {
        this.faults = faults;
    }

    /** @param path of the params */
    public Message request(A2aMethod operation, Message params, String path) {
        return switch (params) {
            case TaskSendParams send -> {
                requireId(send.getId(), path);
                yield send(send, path);
            }
            case TaskPushNotificationConfig config -> {
                requireId(config.getId(), path);
                yield webhook(config.getPushNotificationConfig())
                        .setTaskId(config.getId())
                        .build();
            }
            case TaskQueryParams query -> {
                requireId(query.getId(), path);
                yield query(operation, query);
            }
            default ->
                throw new IllegalArgumentException(
                        params.getDescriptorForType().getFullName() + " (expected: params of a method of 0.1)");
        };
    }

    private void requireId(String id, String path) {
        if (id.isBlank()) {
            faults.add(path + ".id", "\"" + id + "\" (expected: an id of the task, which its caller makes)");
        }
    }

    private static Message query(A2aMethod operation, TaskQueryParams query) {
        return switch (operation) {
            case GET_TASK -> {
                GetTaskRequest.Builder get = GetTaskRequest.newBuilder().setId(query.getId());
                yield query.hasHistoryLength()
                        ? get.setHistoryLength(query.getHistoryLength()).build()
                        : get.build();
            }
            case CANCEL_TASK ->
                CancelTaskRequest.newBuilder().setId(query.getId()).build();
            case SUBSCRIBE_TO_TASK ->
                SubscribeToTaskRequest.newBuilder().setId(query.getId()).build();
            case GET_TASK_PUSH_NOTIFICATION_CONFIG ->
                GetTaskPushNotificationConfigRequest.newBuilder()
                        .setTaskId(query.getId())
                        .setId(THE_WEBHOOK)
                        .build();
            default -> throw new IllegalArgumentException(operation + " (expected: a method of 0.1 about one task)");
        };
    }

    private SendMessageRequest send(TaskSendParams params, String path) {
        SendMessageConfiguration.Builder wishes =
                SendMessageConfiguration.newBuilder().addAllAcceptedOutputModes(params.getAcceptedOutputModesList());
        if (params.hasHistoryLength()) {
            wishes.setHistoryLength(params.getHistoryLength());
        }
        if (params.hasPushNotification()) {
            wishes.setTaskPushNotificationConfig(webhook(params.getPushNotification()));
        }
        SendMessageRequest.Builder request = SendMessageRequest.newBuilder()
                .setMessage(message(params.getMessage(), path + ".message")
                        .setTaskId(params.getId())
                        .setContextId(params.getSessionId()))
                .setConfiguration(wishes);
        if (params.hasMetadata()) {
            request.setMetadata(params.getMetadata());
        }
        return request.build();
    }

    private dev.parley.proto.a2a.v1.Message.Builder message(dev.parley.proto.a2a.v01json.Message message, String path) {
        dev.parley.proto.a2a.v1.Message.Builder read =
                dev.parley.proto.a2a.v1.Message.newBuilder().setRoleValue(message.getRoleValue());
        for (int i = 0; i < message.getPartsCount(); i++) {
            read.addParts(part(message.getParts(i), path + ".parts[" + i + "]"));
        }
        if (message.hasMetadata()) {
            read.setMetadata(message.getMetadata());
        }
        return read;
    }

    private Part part(dev.parley.proto.a2a.v01json.Part part, String path) {
        Part.Builder read = Part.newBuilder();
        if (part.hasMetadata()) {
            read.setMetadata(part.getMetadata());
        }
        String content = switch (part.getContentCase()) {
            case TEXT -> {
                read.setText(part.getText());
                yield "text";
            }
            case FILE -> {
                file(part.getFile(), read, path);
                yield "file";
            }
            case DATA -> {
                WrappedData.read(part.getData(), read);
                yield "data";
            }
            case CONTENT_NOT_SET -> "";
        };
        if (content.isEmpty()) {
            faults.add(path, "no content (expected: one of text, file, data)");
        } else if (!part.getType().isEmpty() && !part.getType().equals(content)) {
            faults.add(
                    path + ".type",
                    "\"" + part.getType() + "\" (expected: " + content + ", for that is what the part has)");
        }
        return read.build();
    }

    private void file(FileContent file, Part.Builder read, String path) {
        switch (file.getContentCase()) {
            case BYTES -> read.setRaw(file.getBytes());
            case URI -> read.setUrl(file.getUri());
            case CONTENT_NOT_SET -> faults.add(path + ".file", "no content (expected: one of bytes, uri)");
        }
        read.setFilename(file.getName()).setMediaType(file.getMimeType());
    }

    /** Only the first scheme is kept: 1.0 has one. */
    private static dev.parley.proto.a2a.v1.TaskPushNotificationConfig.Builder webhook(PushNotificationConfig config) {
        var webhook = dev.parley.proto.a2a.v1.TaskPushNotificationConfig.newBuilder()
                .setId(THE_WEBHOOK)
                .setUrl(config.getUrl())
                .setToken(config.getToken());
        if (config.hasAuthentication()) {
            AuthenticationInfo.Builder info = AuthenticationInfo.newBuilder()
                    .setCredentials(config.getAuthentication().getCredentials());
            config.getAuthentication().getSchemesList().stream().findFirst().ifPresent(info::setScheme);
            webhook.setAuthentication(info);
        }
        return webhook;
    }
}
