package dev.parley.proto.dialect.v03;

import com.google.protobuf.Empty;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v03json.Answer;
import dev.parley.proto.a2a.v03json.Artifact;
import dev.parley.proto.a2a.v03json.DeleteTaskPushNotificationConfigParams;
import dev.parley.proto.a2a.v03json.FileContent;
import dev.parley.proto.a2a.v03json.GetTaskPushNotificationConfigParams;
import dev.parley.proto.a2a.v03json.ListTaskPushNotificationConfigParams;
import dev.parley.proto.a2a.v03json.ListTasksParams;
import dev.parley.proto.a2a.v03json.ListTasksResult;
import dev.parley.proto.a2a.v03json.Message;
import dev.parley.proto.a2a.v03json.MessageSendConfiguration;
import dev.parley.proto.a2a.v03json.MessageSendParams;
import dev.parley.proto.a2a.v03json.Part;
import dev.parley.proto.a2a.v03json.PushNotificationAuthenticationInfo;
import dev.parley.proto.a2a.v03json.PushNotificationConfig;
import dev.parley.proto.a2a.v03json.TaskIdParams;
import dev.parley.proto.a2a.v03json.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v03json.TaskQueryParams;
import dev.parley.proto.a2a.v03json.TaskStatus;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.dialect.FinalStates;
import dev.parley.proto.dialect.WrappedData;

/**
 * What 1.0 says, in the JSON of 0.3 over JSON-RPC. What 0.3 has no words for goes like this: data that is no object is
 * wrapped into one and marked; the media type and the file name of a text are dropped; of a stream's updates those with
 * which the task stops are {@code final}.
 */
public final class V03JsonWriter {
    private V03JsonWriter() {}

    /** The answer to message/send. */
    public static Answer answer(SendMessageResponse reply) {
        return switch (reply.getPayloadCase()) {
            case TASK -> answer(reply.getTask());
            case MESSAGE -> answer(reply.getMessage());
            case PAYLOAD_NOT_SET ->
                throw new IllegalArgumentException("an empty reply (expected: a task or a message)");
        };
    }

    /** One event of a stream. */
    public static Answer answer(StreamResponse event) {
        return switch (event.getPayloadCase()) {
            case TASK -> answer(event.getTask());
            case MESSAGE -> answer(event.getMessage());
            case STATUS_UPDATE -> answer(event.getStatusUpdate());
            case ARTIFACT_UPDATE -> answer(event.getArtifactUpdate());
            case PAYLOAD_NOT_SET -> throw new IllegalArgumentException("an empty event (expected: one with a payload)");
        };
    }

    /** The answer to tasks/get and tasks/cancel. */
    public static Answer answer(Task task) {
        Answer.Builder answer =
                Answer.newBuilder().setKind("task").setId(task.getId()).setContextId(task.getContextId());
        if (task.hasStatus()) {
            answer.setStatus(status(task.getStatus()));
        }
        task.getArtifactsList().forEach(artifact -> answer.addArtifacts(artifact(artifact)));
        task.getHistoryList().forEach(message -> answer.addHistory(message(message)));
        if (task.hasMetadata()) {
            answer.setMetadata(task.getMetadata());
        }
        return answer.build();
    }

    private static Answer answer(dev.parley.proto.a2a.v1.Message message) {
        Answer.Builder answer = Answer.newBuilder()
                .setKind("message")
                .setMessageId(message.getMessageId())
                .setTaskId(message.getTaskId())
                .setContextId(message.getContextId())
                .setRoleValue(message.getRoleValue())
                .addAllReferenceTaskIds(message.getReferenceTaskIdsList())
                .addAllExtensions(message.getExtensionsList());
        message.getPartsList().forEach(part -> answer.addParts(part(part)));
        if (message.hasMetadata()) {
            answer.setMetadata(message.getMetadata());
        }
        return answer.build();
    }

    private static Answer answer(TaskStatusUpdateEvent event) {
        Answer.Builder answer = Answer.newBuilder()
                .setKind("status-update")
                .setTaskId(event.getTaskId())
                .setContextId(event.getContextId())
                .setStatus(status(event.getStatus()))
                .setFinal(FinalStates.contain(event.getStatus().getState()));
        if (event.hasMetadata()) {
            answer.setMetadata(event.getMetadata());
        }
        return answer.build();
    }

    private static Answer answer(TaskArtifactUpdateEvent event) {
        Answer.Builder answer = Answer.newBuilder()
                .setKind("artifact-update")
                .setTaskId(event.getTaskId())
                .setContextId(event.getContextId())
                .setArtifact(artifact(event.getArtifact()))
                .setAppend(event.getAppend())
                .setLastChunk(event.getLastChunk());
        if (event.hasMetadata()) {
            answer.setMetadata(event.getMetadata());
        }
        return answer.build();
    }

    /** The answer to tasks/list, which is ours. */
    public static ListTasksResult list(ListTasksResponse page) {
        ListTasksResult.Builder list = ListTasksResult.newBuilder()
                .setNextPageToken(page.getNextPageToken())
                .setPageSize(page.getPageSize())
                .setTotalSize(page.getTotalSize());
        page.getTasksList().forEach(task -> list.addTasks(answer(task)));
        return list.build();
    }

    /** An element of the answer to tasks/pushNotificationConfig/list, and the answer of set and get. */
    public static TaskPushNotificationConfig config(dev.parley.proto.a2a.v1.TaskPushNotificationConfig config) {
        return TaskPushNotificationConfig.newBuilder()
                .setTaskId(config.getTaskId())
                .setPushNotificationConfig(webhook(config))
                .build();
    }

    private static PushNotificationConfig webhook(dev.parley.proto.a2a.v1.TaskPushNotificationConfig config) {
        PushNotificationConfig.Builder webhook = PushNotificationConfig.newBuilder()
                .setId(config.getId())
                .setUrl(config.getUrl())
                .setToken(config.getToken());
        if (config.hasAuthentication()) {
            PushNotificationAuthenticationInfo.Builder info = PushNotificationAuthenticationInfo.newBuilder()
                    .setCredentials(config.getAuthentication().getCredentials());
            if (!config.getAuthentication().getScheme().isEmpty()) {
                info.addSchemes(config.getAuthentication().getScheme());
            }
            webhook.setAuthentication(info);
        }
        return webhook.build();
    }

    /** Params for an agent of 0.3. */
    public static com.google.protobuf.Message params(com.google.protobuf.Message request) {
        return switch (request) {
            case SendMessageRequest send -> send(send);
            case GetTaskRequest get ->
                get.hasHistoryLength()
                        ? TaskQueryParams.newBuilder()
                                .setId(get.getId())
                                .setHistoryLength(get.getHistoryLength())
                                .build()
                        : TaskQueryParams.newBuilder().setId(get.getId()).build();
            case CancelTaskRequest cancel -> cancel(cancel);
            case SubscribeToTaskRequest subscribe ->
                TaskIdParams.newBuilder().setId(subscribe.getId()).build();
            case ListTasksRequest list -> list(list);
            case dev.parley.proto.a2a.v1.TaskPushNotificationConfig config -> config(config);
            case GetTaskPushNotificationConfigRequest get ->
                GetTaskPushNotificationConfigParams.newBuilder()
                        .setId(get.getTaskId())
                        .setPushNotificationConfigId(get.getId())
                        .build();
            case ListTaskPushNotificationConfigsRequest list ->
                ListTaskPushNotificationConfigParams.newBuilder()
                        .setId(list.getTaskId())
                        .build();
            case DeleteTaskPushNotificationConfigRequest delete ->
                DeleteTaskPushNotificationConfigParams.newBuilder()
                        .setId(delete.getTaskId())
                        .setPushNotificationConfigId(delete.getId())
                        .build();
            case GetExtendedAgentCardRequest card -> Empty.getDefaultInstance();
            default ->
                throw new IllegalArgumentException(
                        request.getDescriptorForType().getFullName() + " (expected: a request of A2A 1.0)");
        };
    }

    private static TaskIdParams cancel(CancelTaskRequest request) {
        TaskIdParams.Builder params = TaskIdParams.newBuilder().setId(request.getId());
        if (request.hasMetadata()) {
            params.setMetadata(request.getMetadata());
        }
        return params.build();
    }

    private static MessageSendParams send(SendMessageRequest request) {
        MessageSendParams.Builder params = MessageSendParams.newBuilder().setMessage(message(request.getMessage()));
        if (request.hasConfiguration()) {
            params.setConfiguration(configuration(request.getConfiguration()));
        }
        if (request.hasMetadata()) {
            params.setMetadata(request.getMetadata());
        }
        return params.build();
    }

    private static MessageSendConfiguration configuration(SendMessageConfiguration wishes) {
        MessageSendConfiguration.Builder configuration = MessageSendConfiguration.newBuilder()
                .addAllAcceptedOutputModes(wishes.getAcceptedOutputModesList())
                .setBlocking(!wishes.getReturnImmediately());
        if (wishes.hasHistoryLength()) {
            configuration.setHistoryLength(wishes.getHistoryLength());
        }
        if (wishes.hasTaskPushNotificationConfig()) {
            configuration.setPushNotificationConfig(webhook(wishes.getTaskPushNotificationConfig()));
        }
        return configuration.build();
    }

    private static ListTasksParams list(ListTasksRequest request) {
        ListTasksParams.Builder params = ListTasksParams.newBuilder()
                .setContextId(request.getContextId())
                .setPageToken(request.getPageToken());
        if (request.getStatusValue() != 0) {
            params.setStatusValue(request.getStatusValue());
        }
        if (request.hasPageSize()) {
            params.setPageSize(request.getPageSize());
        }
        if (request.hasHistoryLength()) {
            params.setHistoryLength(request.getHistoryLength());
        }
        if (request.hasStatusTimestampAfter()) {
            params.setStatusTimestampAfter(request.getStatusTimestampAfter());
        }
        if (request.hasIncludeArtifacts()) {
            params.setIncludeArtifacts(request.getIncludeArtifacts());
        }
        return params.build();
    }

    private static TaskStatus status(dev.parley.proto.a2a.v1.TaskStatus status) {
        TaskStatus.Builder written = TaskStatus.newBuilder().setStateValue(status.getStateValue());
        if (status.hasMessage()) {
            written.setMessage(message(status.getMessage()));
        }
        if (status.hasTimestamp()) {
            written.setTimestamp(status.getTimestamp());
        }
        return written.build();
    }

    private static Artifact artifact(dev.parley.proto.a2a.v1.Artifact artifact) {
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

    private static Message message(dev.parley.proto.a2a.v1.Message message) {
        Message.Builder written = Message.newBuilder()
                .setKind("message")
                .setMessageId(message.getMessageId())
                .setContextId(message.getContextId())
                .setTaskId(message.getTaskId())
                .setRoleValue(message.getRoleValue())
                .addAllReferenceTaskIds(message.getReferenceTaskIdsList())
                .addAllExtensions(message.getExtensionsList());
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
            case TEXT -> written.setKind("text").setText(part.getText()).build();
            case RAW ->
                written.setKind("file")
                        .setFile(file(part).setBytes(part.getRaw()))
                        .build();
            case URL ->
                written.setKind("file")
                        .setFile(file(part).setUri(part.getUrl()))
                        .build();
            case DATA -> data(part.getData(), written);
            // 1.0 has no such part either; without content 0.3's clients would fail at all that is around it
            case CONTENT_NOT_SET -> written.setKind("text").setText("").build();
        };
    }

    private static FileContent.Builder file(dev.parley.proto.a2a.v1.Part part) {
        return FileContent.newBuilder().setName(part.getFilename()).setMimeType(part.getMediaType());
    }

    private static Part data(Value data, Part.Builder written) {
        if (WrappedData.isNeeded(data)) {
            WrappedData.mark(written.getMetadataBuilder());
        }
        return written.setKind("data").setData(WrappedData.object(data)).build();
    }
}
