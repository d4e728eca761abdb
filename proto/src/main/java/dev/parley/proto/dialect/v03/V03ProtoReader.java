package dev.parley.proto.dialect.v03;

import dev.parley.proto.a2a.v03.CreateTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.FilePart;
import dev.parley.proto.a2a.v03.GetAgentCardRequest;
import dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigResponse;
import dev.parley.proto.a2a.v03.PushNotificationConfig;
import dev.parley.proto.a2a.v03.TaskSubscriptionRequest;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.AuthenticationInfo;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.dialect.Faults;
import dev.parley.proto.dialect.WrappedData;
import java.util.List;

/**
 * What 0.3 says over gRPC, and over HTTP+JSON as the ProtoJSON of the same messages, in 1.0's words. That the members of a
 * message are there is not looked at ({@link dev.parley.proto.json.RequiredFields} does); what is left are names that name
 * nothing, and parts that have nothing in them. Fields that 0.3 does not know are dropped.
 */
public final class V03ProtoReader {
    private final Faults faults;
    private final FileBytes files;

    /** @param files how the other side has the bytes of files */
    public V03ProtoReader(Faults faults, FileBytes files) {
        this.faults = faults;
        this.files = files;
    }

    /**
     * Any request of 0.3.
     *
     * @param path of the request
     */
    public com.google.protobuf.Message request(com.google.protobuf.Message request, String path) {
        return switch (request) {
            case dev.parley.proto.a2a.v03.SendMessageRequest send -> send(send, path);
            case dev.parley.proto.a2a.v03.GetTaskRequest get -> get(get, path);
            case dev.parley.proto.a2a.v03.CancelTaskRequest cancel ->
                CancelTaskRequest.newBuilder()
                        .setId(taskId(cancel.getName(), path))
                        .build();
            case TaskSubscriptionRequest subscribe ->
                SubscribeToTaskRequest.newBuilder()
                        .setId(taskId(subscribe.getName(), path))
                        .build();
            case CreateTaskPushNotificationConfigRequest create -> create(create, path);
            case dev.parley.proto.a2a.v03.GetTaskPushNotificationConfigRequest get -> {
                ResourceNames.Config name = ResourceNames.config(get.getName(), faults, path + ".name");
                yield GetTaskPushNotificationConfigRequest.newBuilder()
                        .setTaskId(name.taskId())
                        .setId(name.id())
                        .build();
            }
            case ListTaskPushNotificationConfigRequest list ->
                ListTaskPushNotificationConfigsRequest.newBuilder()
                        .setTaskId(ResourceNames.parentTaskId(list.getParent(), faults, path + ".parent"))
                        .setPageSize(list.getPageSize())
                        .setPageToken(list.getPageToken())
                        .build();
            case dev.parley.proto.a2a.v03.DeleteTaskPushNotificationConfigRequest delete -> {
                ResourceNames.Config name = ResourceNames.config(delete.getName(), faults, path + ".name");
                yield DeleteTaskPushNotificationConfigRequest.newBuilder()
                        .setTaskId(name.taskId())
                        .setId(name.id())
                        .build();
            }
            case GetAgentCardRequest card -> GetExtendedAgentCardRequest.getDefaultInstance();
            default ->
                throw new IllegalArgumentException(
                        request.getDescriptorForType().getFullName() + " (expected: a request of A2A 0.3)");
        };
    }

    private String taskId(String name, String path) {
        return ResourceNames.taskId(name, faults, path + ".name");
    }

    private SendMessageRequest send(dev.parley.proto.a2a.v03.SendMessageRequest request, String path) {
        SendMessageRequest.Builder read =
                SendMessageRequest.newBuilder().setMessage(message(request.getRequest(), path + ".message"));
        // there or not: an unset wish to wait is none
        read.setConfiguration(configuration(request.getConfiguration()));
        if (request.hasMetadata()) {
            read.setMetadata(request.getMetadata());
        }
        return read.build();
    }

    private static SendMessageConfiguration configuration(dev.parley.proto.a2a.v03.SendMessageConfiguration wishes) {
        SendMessageConfiguration.Builder read = SendMessageConfiguration.newBuilder()
                .addAllAcceptedOutputModes(wishes.getAcceptedOutputModesList())
                .setReturnImmediately(!wishes.getBlocking());
        if (wishes.getHistoryLength() != 0) {
            read.setHistoryLength(wishes.getHistoryLength());
        }
        if (wishes.hasPushNotification()) {
            read.setTaskPushNotificationConfig(webhook(wishes.getPushNotification()));
        }
        return read.build();
    }

    private GetTaskRequest get(dev.parley.proto.a2a.v03.GetTaskRequest request, String path) {
        GetTaskRequest.Builder read = GetTaskRequest.newBuilder().setId(taskId(request.getName(), path));
        if (request.getHistoryLength() != 0) {
            read.setHistoryLength(request.getHistoryLength());
        }
        return read.build();
    }

    private TaskPushNotificationConfig create(CreateTaskPushNotificationConfigRequest request, String path) {
        PushNotificationConfig config = request.getConfig().getPushNotificationConfig();
        String named = ResourceNames.taskIdOfConfig(request.getConfig().getName());
        String taskId = request.getParent().isEmpty() && !named.isEmpty()
                ? named
                : ResourceNames.parentTaskId(request.getParent(), faults, path + ".parent");
        if (!named.isEmpty() && !taskId.isEmpty() && !named.equals(taskId)) {
            faults.add(path + ".config.name", "of task " + named + " (expected: of " + taskId + ", as in parent)");
        }
        TaskPushNotificationConfig.Builder read = webhook(config).setTaskId(taskId);
        if (read.getId().isEmpty()) {
            read.setId(request.getConfigId());
        }
        return read.build();
    }

    /** Only the first scheme is kept: 1.0 has one. */
    private static TaskPushNotificationConfig.Builder webhook(PushNotificationConfig config) {
        TaskPushNotificationConfig.Builder webhook = TaskPushNotificationConfig.newBuilder()
                .setId(config.getId())
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

    /** A webhook as it was set; its task is in its name. */
    public TaskPushNotificationConfig config(dev.parley.proto.a2a.v03.TaskPushNotificationConfig config) {
        return webhook(config.getPushNotificationConfig())
                .setTaskId(ResourceNames.taskIdOfConfig(config.getName()))
                .build();
    }

    public ListTaskPushNotificationConfigsResponse configs(ListTaskPushNotificationConfigResponse page) {
        ListTaskPushNotificationConfigsResponse.Builder read =
                ListTaskPushNotificationConfigsResponse.newBuilder().setNextPageToken(page.getNextPageToken());
        page.getConfigsList().forEach(config -> read.addConfigs(config(config)));
        return read.build();
    }

    /**
     * What an agent answered to a send that waits.
     *
     * @param path of the answer
     */
    public SendMessageResponse sent(dev.parley.proto.a2a.v03.SendMessageResponse answer, String path) {
        return switch (answer.getPayloadCase()) {
            case TASK ->
                SendMessageResponse.newBuilder()
                        .setTask(task(answer.getTask(), path + ".task"))
                        .build();
            case MSG ->
                SendMessageResponse.newBuilder()
                        .setMessage(message(answer.getMsg(), path + ".message"))
                        .build();
            case PAYLOAD_NOT_SET -> {
                faults.add(path, "empty (expected: one of task, message)");
                yield SendMessageResponse.getDefaultInstance();
            }
        };
    }

    /** One event of a stream. */
    public StreamResponse event(dev.parley.proto.a2a.v03.StreamResponse event, String path) {
        return switch (event.getPayloadCase()) {
            case TASK ->
                StreamResponse.newBuilder()
                        .setTask(task(event.getTask(), path + ".task"))
                        .build();
            case MSG ->
                StreamResponse.newBuilder()
                        .setMessage(message(event.getMsg(), path + ".message"))
                        .build();
            case STATUS_UPDATE ->
                StreamResponse.newBuilder()
                        .setStatusUpdate(statusUpdate(event.getStatusUpdate(), path + ".statusUpdate"))
                        .build();
            case ARTIFACT_UPDATE ->
                StreamResponse.newBuilder()
                        .setArtifactUpdate(artifactUpdate(event.getArtifactUpdate(), path + ".artifactUpdate"))
                        .build();
            case PAYLOAD_NOT_SET -> {
                faults.add(path, "empty (expected: one of task, message, statusUpdate, artifactUpdate)");
                yield StreamResponse.getDefaultInstance();
            }
        };
    }

    public Task task(dev.parley.proto.a2a.v03.Task task, String path) {
        Task.Builder read = Task.newBuilder().setId(task.getId()).setContextId(task.getContextId());
        if (task.hasStatus()) {
            read.setStatus(status(task.getStatus(), path + ".status"));
        }
        for (int i = 0; i < task.getArtifactsCount(); i++) {
            read.addArtifacts(artifact(task.getArtifacts(i), path + ".artifacts[" + i + "]"));
        }
        for (int i = 0; i < task.getHistoryCount(); i++) {
            read.addHistory(message(task.getHistory(i), path + ".history[" + i + "]"));
        }
        if (task.hasMetadata()) {
            read.setMetadata(task.getMetadata());
        }
        return read.build();
    }

    private TaskStatusUpdateEvent statusUpdate(dev.parley.proto.a2a.v03.TaskStatusUpdateEvent event, String path) {
        TaskStatusUpdateEvent.Builder read =
                TaskStatusUpdateEvent.newBuilder().setTaskId(event.getTaskId()).setContextId(event.getContextId());
        if (event.hasStatus()) {
            read.setStatus(status(event.getStatus(), path + ".status"));
        }
        if (event.hasMetadata()) {
            read.setMetadata(event.getMetadata());
        }
        return read.build();
    }

    private TaskArtifactUpdateEvent artifactUpdate(
            dev.parley.proto.a2a.v03.TaskArtifactUpdateEvent event, String path) {
        TaskArtifactUpdateEvent.Builder read = TaskArtifactUpdateEvent.newBuilder()
                .setTaskId(event.getTaskId())
                .setContextId(event.getContextId())
                .setAppend(event.getAppend())
                .setLastChunk(event.getLastChunk());
        if (event.hasArtifact()) {
            read.setArtifact(artifact(event.getArtifact(), path + ".artifact"));
        }
        if (event.hasMetadata()) {
            read.setMetadata(event.getMetadata());
        }
        return read.build();
    }

    private TaskStatus status(dev.parley.proto.a2a.v03.TaskStatus status, String path) {
        TaskStatus.Builder read = TaskStatus.newBuilder().setStateValue(status.getStateValue());
        if (status.hasUpdate() && !isNone(status.getUpdate())) {
            read.setMessage(message(status.getUpdate(), path + ".message"));
        }
        if (status.hasTimestamp()) {
            read.setTimestamp(status.getTimestamp());
        }
        return read.build();
    }

    /** Servers that keep a status without a message as one with an empty message send it like that. */
    private static boolean isNone(dev.parley.proto.a2a.v03.Message message) {
        return message.getMessageId().isEmpty() && message.getContentCount() == 0;
    }

    private Artifact artifact(dev.parley.proto.a2a.v03.Artifact artifact, String path) {
        Artifact.Builder read = Artifact.newBuilder()
                .setArtifactId(artifact.getArtifactId())
                .setName(artifact.getName())
                .setDescription(artifact.getDescription())
                .addAllExtensions(artifact.getExtensionsList());
        parts(artifact.getPartsList(), path + ".parts", read::addParts);
        if (artifact.hasMetadata()) {
            read.setMetadata(artifact.getMetadata());
        }
        return read.build();
    }

    private Message message(dev.parley.proto.a2a.v03.Message message, String path) {
        Message.Builder read = Message.newBuilder()
                .setMessageId(message.getMessageId())
                .setContextId(message.getContextId())
                .setTaskId(message.getTaskId())
                .setRoleValue(message.getRoleValue())
                .addAllExtensions(message.getExtensionsList());
        parts(message.getContentList(), path + ".content", read::addParts);
        if (message.hasMetadata()) {
            read.setMetadata(message.getMetadata());
        }
        return read.build();
    }

    private interface Sink {
        void add(Part part);
    }

    private void parts(List<dev.parley.proto.a2a.v03.Part> parts, String path, Sink sink) {
        for (int i = 0; i < parts.size(); i++) {
            sink.add(part(parts.get(i), path, i));
        }
    }

    private Part part(dev.parley.proto.a2a.v03.Part part, String path, int index) {
        Part.Builder read = Part.newBuilder();
        if (part.hasMetadata()) {
            read.setMetadata(part.getMetadata());
        }
        switch (part.getPartCase()) {
            case TEXT -> read.setText(part.getText());
            case FILE -> file(part.getFile(), read, path, index);
            case DATA -> WrappedData.read(part.getData().getData(), read);
            case PART_NOT_SET -> faults.add(path + "[" + index + "]", "no content (expected: one of text, file, data)");
        }
        return read.build();
    }

    private void file(FilePart file, Part.Builder read, String path, int index) {
        switch (file.getFileCase()) {
            case FILE_WITH_BYTES -> read.setRaw(files.read(file.getFileWithBytes()));
            case FILE_WITH_URI -> read.setUrl(file.getFileWithUri());
            case FILE_NOT_SET ->
                faults.add(path + "[" + index + "].file", "no content (expected: one of fileWithBytes, fileWithUri)");
        }
        read.setFilename(file.getName()).setMediaType(file.getMimeType());
    }
}
