package dev.parley.proto.dialect.v01;

import com.google.protobuf.Value;
import dev.parley.proto.a2a.v01json.Artifact;
import dev.parley.proto.a2a.v01json.AuthenticationInfo;
import dev.parley.proto.a2a.v01json.FileContent;
import dev.parley.proto.a2a.v01json.Message;
import dev.parley.proto.a2a.v01json.Part;
import dev.parley.proto.a2a.v01json.PushNotificationConfig;
import dev.parley.proto.a2a.v01json.Task;
import dev.parley.proto.a2a.v01json.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v01json.TaskState;
import dev.parley.proto.a2a.v01json.TaskStatus;
import dev.parley.proto.dialect.WrappedData;

/**
 * What 1.0 says, in the JSON of 0.1, under the id that the caller gave its task. What 0.1 has no words for goes like this:
 * {@code REJECTED} is failed, {@code AUTH_REQUIRED} is input-required; artifacts have an index for an id; the ids of messages
 * and the media types and file names of texts and data are dropped. Safe for concurrent use.
 */
public final class V01JsonWriter {
    /** The version of these words. */
    public static final String VERSION = "0.1";

    private final String id;

    /** @param id the caller's own id of the task that everything here is about */
    public V01JsonWriter(String id) {
        this.id = id;
    }

    public Task task(dev.parley.proto.a2a.v1.Task task) {
        Task.Builder written =
                Task.newBuilder().setId(id).setSessionId(task.getContextId()).setStatus(status(task.getStatus()));
        for (int i = 0; i < task.getArtifactsCount(); i++) {
            written.addArtifacts(artifact(task.getArtifacts(i), i));
        }
        task.getHistoryList().forEach(message -> written.addHistory(message(message)));
        if (task.hasMetadata()) {
            written.setMetadata(task.getMetadata());
        }
        return written.build();
    }

    public TaskPushNotificationConfig config(dev.parley.proto.a2a.v1.TaskPushNotificationConfig config) {
        PushNotificationConfig.Builder webhook =
                PushNotificationConfig.newBuilder().setUrl(config.getUrl()).setToken(config.getToken());
        if (config.hasAuthentication()) {
            AuthenticationInfo.Builder info = AuthenticationInfo.newBuilder()
                    .setCredentials(config.getAuthentication().getCredentials());
            if (!config.getAuthentication().getScheme().isEmpty()) {
                info.addSchemes(config.getAuthentication().getScheme());
            }
            webhook.setAuthentication(info);
        }
        return TaskPushNotificationConfig.newBuilder()
                .setId(id)
                .setPushNotificationConfig(webhook)
                .build();
    }

    TaskStatus status(dev.parley.proto.a2a.v1.TaskStatus status) {
        TaskStatus.Builder written = TaskStatus.newBuilder().setState(state(status.getState()));
        if (status.hasMessage()) {
            written.setMessage(message(status.getMessage()));
        }
        if (status.hasTimestamp()) {
            written.setTimestamp(status.getTimestamp());
        }
        return written.build();
    }

    private static TaskState state(dev.parley.proto.a2a.v1.TaskState state) {
        return switch (state) {
            case TASK_STATE_SUBMITTED -> TaskState.TASK_STATE_SUBMITTED;
            case TASK_STATE_WORKING -> TaskState.TASK_STATE_WORKING;
            case TASK_STATE_COMPLETED -> TaskState.TASK_STATE_COMPLETED;
            case TASK_STATE_FAILED, TASK_STATE_REJECTED -> TaskState.TASK_STATE_FAILED;
            case TASK_STATE_CANCELED -> TaskState.TASK_STATE_CANCELED;
            case TASK_STATE_INPUT_REQUIRED, TASK_STATE_AUTH_REQUIRED -> TaskState.TASK_STATE_INPUT_REQUIRED;
            case TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> TaskState.TASK_STATE_UNKNOWN;
        };
    }

    Artifact.Builder artifact(dev.parley.proto.a2a.v1.Artifact artifact, int index) {
        Artifact.Builder written = Artifact.newBuilder()
                .setName(artifact.getName())
                .setDescription(artifact.getDescription())
                .setIndex(index);
        artifact.getPartsList().forEach(part -> written.addParts(part(part)));
        if (artifact.hasMetadata()) {
            written.setMetadata(artifact.getMetadata());
        }
        return written;
    }

    private static Message message(dev.parley.proto.a2a.v1.Message message) {
        Message.Builder written = Message.newBuilder().setRoleValue(message.getRoleValue());
        message.getPartsList().forEach(part -> written.addParts(part(part)));
        if (message.hasMetadata()) {
            written.setMetadata(message.getMetadata());
        }
        return written.build();
    }

    private static Part part(dev.parley.proto.a2a.v1.Part part) {
        Part.Builder written = Part.newBuilder();
        if (part.hasMetadata()) {
            written.setMetadata(part.getMetadata());
        }
        return switch (part.getContentCase()) {
            case TEXT -> written.setType("text").setText(part.getText()).build();
            case RAW ->
                written.setType("file")
                        .setFile(file(part).setBytes(part.getRaw()))
                        .build();
            case URL ->
                written.setType("file")
                        .setFile(file(part).setUri(part.getUrl()))
                        .build();
            case DATA -> data(part.getData(), written);
            case CONTENT_NOT_SET -> written.setType("text").setText("").build();
        };
    }

    private static FileContent.Builder file(dev.parley.proto.a2a.v1.Part part) {
        return FileContent.newBuilder().setName(part.getFilename()).setMimeType(part.getMediaType());
    }

    private static Part data(Value data, Part.Builder written) {
        if (WrappedData.isNeeded(data)) {
            WrappedData.mark(written.getMetadataBuilder());
        }
        return written.setType("data").setData(WrappedData.object(data)).build();
    }
}
