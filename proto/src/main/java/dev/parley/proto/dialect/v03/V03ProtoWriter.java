package dev.parley.proto.dialect.v03;

import dev.parley.proto.a2a.v03.Artifact;
import dev.parley.proto.a2a.v03.AuthenticationInfo;
import dev.parley.proto.a2a.v03.CancelTaskRequest;
import dev.parley.proto.a2a.v03.CreateTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.DataPart;
import dev.parley.proto.a2a.v03.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.FilePart;
import dev.parley.proto.a2a.v03.GetAgentCardRequest;
import dev.parley.proto.a2a.v03.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.GetTaskRequest;
import dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v03.ListTaskPushNotificationConfigResponse;
import dev.parley.proto.a2a.v03.Message;
import dev.parley.proto.a2a.v03.Part;
import dev.parley.proto.a2a.v03.PushNotificationConfig;
import dev.parley.proto.a2a.v03.SendMessageConfiguration;
import dev.parley.proto.a2a.v03.SendMessageRequest;
import dev.parley.proto.a2a.v03.SendMessageResponse;
import dev.parley.proto.a2a.v03.StreamResponse;
import dev.parley.proto.a2a.v03.Task;
import dev.parley.proto.a2a.v03.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v03.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v03.TaskStatus;
import dev.parley.proto.a2a.v03.TaskStatusUpdateEvent;
import dev.parley.proto.a2a.v03.TaskSubscriptionRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.dialect.FinalStates;
import dev.parley.proto.dialect.WrappedData;

/**
 * What 1.0 says, in the messages of 0.3 that go over gRPC and, as ProtoJSON, over HTTP+JSON. What 0.3 has no words for: data
 * that is no object is wrapped into one and marked; the media type and the file name of a text or of data and a message's
 * {@code referenceTaskIds} are dropped; a wish for no history is one for a single message, for none means all there; of a
 * stream's updates those with which the task stops are {@code final}. Safe for concurrent use.
 */
public final class V03ProtoWriter {
    private static final int LEAST_HISTORY = 1;

    private final FileBytes files;

    /** @param files how the other side has the bytes of files */
    public V03ProtoWriter(FileBytes files) {
        this.files = files;
    }

    /** Any request of 1.0 that 0.3 has too: all but ListTasks. */
    public com.google.protobuf.Message request(com.google.protobuf.Message request) {
        return switch (request) {
            case dev.parley.proto.a2a.v1.SendMessageRequest send -> send(send);
            case dev.parley.proto.a2a.v1.GetTaskRequest get ->
                GetTaskRequest.newBuilder()
                        .setName(ResourceNames.ofTask(get.getId()))
                        .setHistoryLength(get.hasHistoryLength() ? atLeastOne(get.getHistoryLength()) : 0)
                        .build();
            case dev.parley.proto.a2a.v1.CancelTaskRequest cancel ->
                CancelTaskRequest.newBuilder()
                        .setName(ResourceNames.ofTask(cancel.getId()))
                        .build();
            case SubscribeToTaskRequest subscribe ->
                TaskSubscriptionRequest.newBuilder()
                        .setName(ResourceNames.ofTask(subscribe.getId()))
                        .build();
            case dev.parley.proto.a2a.v1.TaskPushNotificationConfig config ->
                CreateTaskPushNotificationConfigRequest.newBuilder()
                        .setParent(ResourceNames.ofTask(config.getTaskId()))
                        .setConfigId(config.getId())
                        .setConfig(config(config))
                        .build();
            case dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest get ->
                GetTaskPushNotificationConfigRequest.newBuilder()
                        .setName(ResourceNames.ofConfig(get.getTaskId(), get.getId()))
                        .build();
            case ListTaskPushNotificationConfigsRequest list ->
                ListTaskPushNotificationConfigRequest.newBuilder()
                        .setParent(ResourceNames.ofTask(list.getTaskId()))
                        .setPageSize(list.getPageSize())
                        .setPageToken(list.getPageToken())
                        .build();
            case dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest delete ->
                DeleteTaskPushNotificationConfigRequest.newBuilder()
                        .setName(ResourceNames.ofConfig(delete.getTaskId(), delete.getId()))
                        .build();
            case GetExtendedAgentCardRequest card -> GetAgentCardRequest.getDefaultInstance();
            default ->
                throw new IllegalArgumentException(
                        request.getDescriptorForType().getFullName() + " (expected: a request that A2A 0.3 has)");
        };
    }

    private SendMessageRequest send(dev.parley.proto.a2a.v1.SendMessageRequest request) {
        SendMessageRequest.Builder written = SendMessageRequest.newBuilder()
                .setRequest(message(request.getMessage()))
                // there or not in 1.0: unset, an agent of 0.3 would not wait
                .setConfiguration(configuration(request.getConfiguration()));
        if (request.hasMetadata()) {
            written.setMetadata(request.getMetadata());
        }
        return written.build();
    }

    private static SendMessageConfiguration configuration(dev.parley.proto.a2a.v1.SendMessageConfiguration wishes) {
        SendMessageConfiguration.Builder written = SendMessageConfiguration.newBuilder()
                .addAllAcceptedOutputModes(wishes.getAcceptedOutputModesList())
                .setBlocking(!wishes.getReturnImmediately());
        if (wishes.hasHistoryLength()) {
            written.setHistoryLength(atLeastOne(wishes.getHistoryLength()));
        }
        if (wishes.hasTaskPushNotificationConfig()) {
            written.setPushNotification(webhook(wishes.getTaskPushNotificationConfig()));
        }
        return written.build();
    }

    private static int atLeastOne(int historyLength) {
        return historyLength == 0 ? LEAST_HISTORY : historyLength;
    }

    /** The answer to SendMessage. */
    public SendMessageResponse sent(dev.parley.proto.a2a.v1.SendMessageResponse reply) {
        return switch (reply.getPayloadCase()) {
            case TASK ->
                SendMessageResponse.newBuilder().setTask(task(reply.getTask())).build();
            case MESSAGE ->
                SendMessageResponse.newBuilder()
                        .setMsg(message(reply.getMessage()))
                        .build();
            case PAYLOAD_NOT_SET ->
                throw new IllegalArgumentException("an empty reply (expected: a task or a message)");
        };
    }

    /** One event of a stream. */
    public StreamResponse event(dev.parley.proto.a2a.v1.StreamResponse event) {
        return switch (event.getPayloadCase()) {
            case TASK ->
                StreamResponse.newBuilder().setTask(task(event.getTask())).build();
            case MESSAGE ->
                StreamResponse.newBuilder().setMsg(message(event.getMessage())).build();
            case STATUS_UPDATE ->
                StreamResponse.newBuilder()
                        .setStatusUpdate(statusUpdate(event.getStatusUpdate()))
                        .build();
            case ARTIFACT_UPDATE ->
                StreamResponse.newBuilder()
                        .setArtifactUpdate(artifactUpdate(event.getArtifactUpdate()))
                        .build();
            case PAYLOAD_NOT_SET -> throw new IllegalArgumentException("an empty event (expected: one with a payload)");
        };
    }

    public Task task(dev.parley.proto.a2a.v1.Task task) {
        Task.Builder written = Task.newBuilder().setId(task.getId()).setContextId(task.getContextId());
        if (task.hasStatus()) {
            written.setStatus(status(task.getStatus()));
        }
        task.getArtifactsList().forEach(artifact -> written.addArtifacts(artifact(artifact)));
        task.getHistoryList().forEach(message -> written.addHistory(message(message)));
        if (task.hasMetadata()) {
            written.setMetadata(task.getMetadata());
        }
        return written.build();
    }

    /** A webhook with its name. */
    public TaskPushNotificationConfig config(dev.parley.proto.a2a.v1.TaskPushNotificationConfig config) {
        return TaskPushNotificationConfig.newBuilder()
                .setName(ResourceNames.ofConfig(config.getTaskId(), config.getId()))
                .setPushNotificationConfig(webhook(config))
                .build();
    }

    public ListTaskPushNotificationConfigResponse configs(ListTaskPushNotificationConfigsResponse page) {
        ListTaskPushNotificationConfigResponse.Builder written =
                ListTaskPushNotificationConfigResponse.newBuilder().setNextPageToken(page.getNextPageToken());
        page.getConfigsList().forEach(config -> written.addConfigs(config(config)));
        return written.build();
    }

    private static PushNotificationConfig webhook(dev.parley.proto.a2a.v1.TaskPushNotificationConfig config) {
        PushNotificationConfig.Builder webhook = PushNotificationConfig.newBuilder()
                .setId(config.getId())
                .setUrl(config.getUrl())
                .setToken(config.getToken());
        if (config.hasAuthentication()) {
            AuthenticationInfo.Builder info = AuthenticationInfo.newBuilder()
                    .setCredentials(config.getAuthentication().getCredentials());
            if (!config.getAuthentication().getScheme().isEmpty()) {
                info.addSchemes(config.getAuthentication().getScheme());
            }
            webhook.setAuthentication(info);
        }
        return webhook.build();
    }

    private TaskStatusUpdateEvent statusUpdate(dev.parley.proto.a2a.v1.TaskStatusUpdateEvent event) {
        TaskStatusUpdateEvent.Builder written = TaskStatusUpdateEvent.newBuilder()
                .setTaskId(event.getTaskId())
                .setContextId(event.getContextId())
                .setStatus(status(event.getStatus()))
                .setFinal(FinalStates.contain(event.getStatus().getState()));
        if (event.hasMetadata()) {
            written.setMetadata(event.getMetadata());
        }
        return written.build();
    }

    private TaskArtifactUpdateEvent artifactUpdate(dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent event) {
        TaskArtifactUpdateEvent.Builder written = TaskArtifactUpdateEvent.newBuilder()
                .setTaskId(event.getTaskId())
                .setContextId(event.getContextId())
                .setArtifact(artifact(event.getArtifact()))
                .setAppend(event.getAppend())
                .setLastChunk(event.getLastChunk());
        if (event.hasMetadata()) {
            written.setMetadata(event.getMetadata());
        }
        return written.build();
    }

    private TaskStatus status(dev.parley.proto.a2a.v1.TaskStatus status) {
        TaskStatus.Builder written = TaskStatus.newBuilder().setStateValue(status.getStateValue());
        if (status.hasMessage()) {
            written.setUpdate(message(status.getMessage()));
        }
        if (status.hasTimestamp()) {
            written.setTimestamp(status.getTimestamp());
        }
        return written.build();
    }

    private Artifact artifact(dev.parley.proto.a2a.v1.Artifact artifact) {
        Artifact.Builder written = Artifact.newBuilder()
                .setArtifactId(artifact.getArtifactId())
                .setName(artifact.getName())
                .setDescription(artifact.getDescription())
                .addAllExtensions(artifact.getExtensionsList());
        artifact.getPartsList().forEach(part -> written.addParts(part(part)));
        if (artifact.hasMetadata()) {
            written.setMetadata(artifact.getMetadata());
        }
        return written.build();
    }

    private Message message(dev.parley.proto.a2a.v1.Message message) {
        Message.Builder written = Message.newBuilder()
                .setMessageId(message.getMessageId())
                .setContextId(message.getContextId())
                .setTaskId(message.getTaskId())
                .setRoleValue(message.getRoleValue())
                .addAllExtensions(message.getExtensionsList());
        message.getPartsList().forEach(part -> written.addContent(part(part)));
        if (message.hasMetadata()) {
            written.setMetadata(message.getMetadata());
        }
        return written.build();
    }

    private Part part(dev.parley.proto.a2a.v1.Part part) {
        Part.Builder written = Part.newBuilder();
        if (part.hasMetadata()) {
            written.setMetadata(part.getMetadata());
        }
        switch (part.getContentCase()) {
            case TEXT -> written.setText(part.getText());
            case RAW -> written.setFile(file(part).setFileWithBytes(files.written(part.getRaw())));
            case URL -> written.setFile(file(part).setFileWithUri(part.getUrl()));
            case DATA -> {
                written.setData(DataPart.newBuilder().setData(WrappedData.object(part.getData())));
                if (WrappedData.isNeeded(part.getData())) {
                    WrappedData.mark(written.getMetadataBuilder());
                }
            }
            // 1.0 has no such part either; without content 0.3's clients would fail at all that is around it
            case CONTENT_NOT_SET -> written.setText("");
        }
        return written.build();
    }

    private static FilePart.Builder file(dev.parley.proto.a2a.v1.Part part) {
        return FilePart.newBuilder().setName(part.getFilename()).setMimeType(part.getMediaType());
    }
}
