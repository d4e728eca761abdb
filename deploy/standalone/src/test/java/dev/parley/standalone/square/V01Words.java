package dev.parley.standalone.square;

import dev.parley.proto.a2a.v01json.AuthenticationInfo;
import dev.parley.proto.a2a.v01json.FileContent;
import dev.parley.proto.a2a.v01json.PushNotificationConfig;
import dev.parley.proto.a2a.v01json.Role;
import dev.parley.proto.a2a.v01json.TaskEvent;
import dev.parley.proto.a2a.v01json.TaskSendParams;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.dialect.WrappedData;
import dev.parley.proto.json.ProtoJson;

/** What a caller of 0.1 writes and reads, from 1.0's words and in them. */
final class V01Words {
    private V01Words() {}

    static TaskSendParams send(String taskId, SendMessageRequest request) {
        var message = dev.parley.proto.a2a.v01json.Message.newBuilder().setRole(Role.ROLE_USER);
        if (request.getMessage().hasMetadata()) {
            message.setMetadata(request.getMessage().getMetadata());
        }
        request.getMessage().getPartsList().forEach(part -> message.addParts(written(part)));
        TaskSendParams.Builder params = TaskSendParams.newBuilder()
                .setId(taskId)
                .addAllAcceptedOutputModes(request.getConfiguration().getAcceptedOutputModesList())
                .setMessage(message);
        if (request.getConfiguration().hasTaskPushNotificationConfig()) {
            params.setPushNotification(webhook(request.getConfiguration().getTaskPushNotificationConfig()));
        }
        return params.build();
    }

    private static dev.parley.proto.a2a.v01json.Part written(Part part) {
        var written = dev.parley.proto.a2a.v01json.Part.newBuilder();
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
            case DATA -> {
                if (WrappedData.isNeeded(part.getData())) {
                    WrappedData.mark(written.getMetadataBuilder());
                }
                yield written.setType("data")
                        .setData(WrappedData.object(part.getData()))
                        .build();
            }
            case CONTENT_NOT_SET -> throw new IllegalArgumentException("a part without content");
        };
    }

    private static FileContent.Builder file(Part part) {
        return FileContent.newBuilder().setName(part.getFilename()).setMimeType(part.getMediaType());
    }

    static dev.parley.proto.a2a.v01json.TaskPushNotificationConfig config(TaskPushNotificationConfig config) {
        return dev.parley.proto.a2a.v01json.TaskPushNotificationConfig.newBuilder()
                .setId(config.getTaskId())
                .setPushNotificationConfig(webhook(config))
                .build();
    }

    private static PushNotificationConfig webhook(TaskPushNotificationConfig config) {
        return PushNotificationConfig.newBuilder()
                .setUrl(config.getUrl())
                .setToken(config.getToken())
                .setAuthentication(AuthenticationInfo.newBuilder()
                        .addSchemes(config.getAuthentication().getScheme())
                        .setCredentials(config.getAuthentication().getCredentials()))
                .build();
    }

    static TaskPushNotificationConfig readConfig(byte[] result) {
        var read = ProtoJson.read(result, dev.parley.proto.a2a.v01json.TaskPushNotificationConfig.getDefaultInstance());
        PushNotificationConfig webhook = read.getPushNotificationConfig();
        return TaskPushNotificationConfig.newBuilder()
                .setTaskId(read.getId())
                .setUrl(webhook.getUrl())
                .setToken(webhook.getToken())
                .setAuthentication(dev.parley.proto.a2a.v1.AuthenticationInfo.newBuilder()
                        .setScheme(webhook.getAuthentication().getSchemes(0))
                        .setCredentials(webhook.getAuthentication().getCredentials()))
                .build();
    }

    static Task readTask(byte[] result) {
        var read = ProtoJson.read(result, dev.parley.proto.a2a.v01json.Task.getDefaultInstance());
        Task.Builder task = Task.newBuilder()
                .setId(read.getId())
                .setContextId(read.getSessionId())
                .setStatus(status(read.getStatus()));
        read.getArtifactsList().forEach(artifact -> task.addArtifacts(artifact(artifact)));
        return task.build();
    }

    static StreamResponse readEvent(byte[] result) {
        TaskEvent event = ProtoJson.read(result, TaskEvent.getDefaultInstance());
        if (event.hasStatus()) {
            return StreamResponse.newBuilder()
                    .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                            .setTaskId(event.getId())
                            .setStatus(status(event.getStatus())))
                    .build();
        }
        return StreamResponse.newBuilder()
                .setArtifactUpdate(TaskArtifactUpdateEvent.newBuilder()
                        .setTaskId(event.getId())
                        .setAppend(event.getArtifact().getAppend())
                        .setArtifact(artifact(event.getArtifact())))
                .build();
    }

    private static TaskStatus status(dev.parley.proto.a2a.v01json.TaskStatus status) {
        TaskStatus.Builder read = TaskStatus.newBuilder().setState(TaskState.forNumber(status.getStateValue()));
        if (status.hasMessage()) {
            var message = read.getMessageBuilder();
            status.getMessage().getPartsList().forEach(part -> message.addParts(part(part)));
            message.setMetadata(status.getMessage().getMetadata());
        }
        return read.build();
    }

    private static Artifact artifact(dev.parley.proto.a2a.v01json.Artifact artifact) {
        Artifact.Builder read = Artifact.newBuilder().setName(artifact.getName());
        artifact.getPartsList().forEach(part -> read.addParts(part(part)));
        return read.build();
    }

    private static Part part(dev.parley.proto.a2a.v01json.Part part) {
        Part.Builder read = Part.newBuilder();
        if (part.hasMetadata()) {
            read.setMetadata(part.getMetadata());
        }
        FileContent file = part.getFile();
        return switch (part.getContentCase()) {
            case TEXT -> read.setText(part.getText()).build();
            case DATA -> {
                WrappedData.read(part.getData(), read);
                yield read.build();
            }
            case FILE -> {
                switch (file.getContentCase()) {
                    case BYTES -> read.setRaw(file.getBytes());
                    case URI -> read.setUrl(file.getUri());
                    case CONTENT_NOT_SET -> throw new IllegalArgumentException("a file without content");
                }
                yield read.setFilename(file.getName())
                        .setMediaType(file.getMimeType())
                        .build();
            }
            case CONTENT_NOT_SET -> throw new IllegalArgumentException("a part without content");
        };
    }
}
