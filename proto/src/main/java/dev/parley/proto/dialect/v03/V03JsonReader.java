package dev.parley.proto.dialect.v03;

import com.google.protobuf.Empty;
import dev.parley.proto.a2a.v03json.Answer;
import dev.parley.proto.a2a.v03json.DeleteTaskPushNotificationConfigParams;
import dev.parley.proto.a2a.v03json.FileContent;
import dev.parley.proto.a2a.v03json.GetTaskPushNotificationConfigParams;
import dev.parley.proto.a2a.v03json.ListTaskPushNotificationConfigParams;
import dev.parley.proto.a2a.v03json.ListTasksParams;
import dev.parley.proto.a2a.v03json.ListTasksResult;
import dev.parley.proto.a2a.v03json.MessageSendConfiguration;
import dev.parley.proto.a2a.v03json.MessageSendParams;
import dev.parley.proto.a2a.v03json.PushNotificationAuthenticationInfo;
import dev.parley.proto.a2a.v03json.PushNotificationConfig;
import dev.parley.proto.a2a.v03json.TaskIdParams;
import dev.parley.proto.a2a.v03json.TaskQueryParams;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.AuthenticationInfo;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
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
 * What 0.3 says over JSON-RPC, in 1.0's words. The schema (v03/json.proto) has seen to names and types; what is left is
 * what an object's {@code kind} promises and its members do not keep.
 */
public final class V03JsonReader {
    private final Faults faults;

    public V03JsonReader(Faults faults) {
        this.faults = faults;
    }

    /**
     * Params of any method of 0.3.
     *
     * @param path of the params
     */
    public com.google.protobuf.Message request(com.google.protobuf.Message params, boolean streaming, String path) {
        return switch (params) {
            case MessageSendParams send -> send(send, path);
            case TaskQueryParams get ->
                get.hasHistoryLength()
                        ? GetTaskRequest.newBuilder()
                                .setId(get.getId())
                                .setHistoryLength(get.getHistoryLength())
                                .build()
                        : GetTaskRequest.newBuilder().setId(get.getId()).build();
            case TaskIdParams id
            when streaming ->
                SubscribeToTaskRequest.newBuilder().setId(id.getId()).build();
            case TaskIdParams id -> cancel(id);
            case ListTasksParams list -> list(list);
            case dev.parley.proto.a2a.v03json.TaskPushNotificationConfig config -> config(config);
            case GetTaskPushNotificationConfigParams get ->
                GetTaskPushNotificationConfigRequest.newBuilder()
                        .setTaskId(get.getId())
                        .setId(get.getPushNotificationConfigId())
                        .build();
            case ListTaskPushNotificationConfigParams list ->
                ListTaskPushNotificationConfigsRequest.newBuilder()
                        .setTaskId(list.getId())
                        .build();
            case DeleteTaskPushNotificationConfigParams delete ->
                DeleteTaskPushNotificationConfigRequest.newBuilder()
                        .setTaskId(delete.getId())
                        .setId(delete.getPushNotificationConfigId())
                        .build();
            case Empty none -> GetExtendedAgentCardRequest.getDefaultInstance();
            default ->
                throw new IllegalArgumentException(
                        params.getDescriptorForType().getFullName() + " (expected: params of a method of 0.3)");
        };
    }

    private static CancelTaskRequest cancel(TaskIdParams params) {
        CancelTaskRequest.Builder request = CancelTaskRequest.newBuilder().setId(params.getId());
        if (params.hasMetadata()) {
            request.setMetadata(params.getMetadata());
        }
        return request.build();
    }

    private SendMessageRequest send(MessageSendParams params, String path) {
        SendMessageRequest.Builder request =
                SendMessageRequest.newBuilder().setMessage(message(params.getMessage(), path + ".message"));
        if (params.hasConfiguration()) {
            request.setConfiguration(configuration(params.getConfiguration()));
        }
        if (params.hasMetadata()) {
            request.setMetadata(params.getMetadata());
        }
        return request.build();
    }

    private static SendMessageConfiguration configuration(MessageSendConfiguration wishes) {
        SendMessageConfiguration.Builder configuration = SendMessageConfiguration.newBuilder()
                .addAllAcceptedOutputModes(wishes.getAcceptedOutputModesList())
                .setReturnImmediately(wishes.hasBlocking() && !wishes.getBlocking());
        if (wishes.hasHistoryLength()) {
            configuration.setHistoryLength(wishes.getHistoryLength());
        }
        if (wishes.hasPushNotificationConfig()) {
            configuration.setTaskPushNotificationConfig(webhook(wishes.getPushNotificationConfig()));
        }
        return configuration.build();
    }

    private static ListTasksRequest list(ListTasksParams params) {
        ListTasksRequest.Builder request = ListTasksRequest.newBuilder()
                .setContextId(params.getContextId())
                .setStatusValue(params.getStatusValue())
                .setPageToken(params.getPageToken());
        if (params.hasPageSize()) {
            request.setPageSize(params.getPageSize());
        }
        if (params.hasHistoryLength()) {
            request.setHistoryLength(params.getHistoryLength());
        }
        if (params.hasStatusTimestampAfter()) {
            request.setStatusTimestampAfter(params.getStatusTimestampAfter());
        }
        if (params.hasIncludeArtifacts()) {
            request.setIncludeArtifacts(params.getIncludeArtifacts());
        }
        return request.build();
    }

    /** Only the first scheme is kept: 1.0 has one. */
    private static TaskPushNotificationConfig.Builder webhook(PushNotificationConfig config) {
        TaskPushNotificationConfig.Builder webhook = TaskPushNotificationConfig.newBuilder()
                .setId(config.getId())
                .setUrl(config.getUrl())
                .setToken(config.getToken());
        if (config.hasAuthentication()) {
            PushNotificationAuthenticationInfo authentication = config.getAuthentication();
            AuthenticationInfo.Builder info =
                    AuthenticationInfo.newBuilder().setCredentials(authentication.getCredentials());
            authentication.getSchemesList().stream().findFirst().ifPresent(info::setScheme);
            webhook.setAuthentication(info);
        }
        return webhook;
    }

    /** What was set for a task. */
    public static TaskPushNotificationConfig config(dev.parley.proto.a2a.v03json.TaskPushNotificationConfig config) {
        return webhook(config.getPushNotificationConfig())
                .setTaskId(config.getTaskId())
                .build();
    }

    /**
     * What an agent answered to a send that waits.
     *
     * @param path of the answer
     */
    public SendMessageResponse sent(Answer answer, String path) {
        return switch (kind(answer)) {
            case "task" ->
                SendMessageResponse.newBuilder().setTask(task(answer, path)).build();
            case "message" ->
                SendMessageResponse.newBuilder()
                        .setMessage(message(answer, path))
                        .build();
            default -> {
                wrongKind(path, answer.getKind(), "task or message");
                yield SendMessageResponse.getDefaultInstance();
            }
        };
    }

    /** One event of a stream. */
    public StreamResponse event(Answer answer, String path) {
        return switch (kind(answer)) {
            case "task" ->
                StreamResponse.newBuilder().setTask(task(answer, path)).build();
            case "message" ->
                StreamResponse.newBuilder().setMessage(message(answer, path)).build();
            case "status-update" ->
                StreamResponse.newBuilder()
                        .setStatusUpdate(statusUpdate(answer, path))
                        .build();
            case "artifact-update" ->
                StreamResponse.newBuilder()
                        .setArtifactUpdate(artifactUpdate(answer, path))
                        .build();
            default -> {
                wrongKind(path, answer.getKind(), "task, message, status-update or artifact-update");
                yield StreamResponse.getDefaultInstance();
            }
        };
    }

    /** A task, the answer to tasks/get and tasks/cancel. */
    public Task task(Answer answer, String path) {
        if (!kind(answer).equals("task")) {
            wrongKind(path, answer.getKind(), "task");
        }
        Task.Builder task = Task.newBuilder().setId(answer.getId()).setContextId(answer.getContextId());
        if (answer.hasStatus()) {
            task.setStatus(status(answer.getStatus(), path + ".status"));
        }
        for (int i = 0; i < answer.getArtifactsCount(); i++) {
            task.addArtifacts(artifact(answer.getArtifacts(i), path + ".artifacts[" + i + "]"));
        }
        for (int i = 0; i < answer.getHistoryCount(); i++) {
            task.addHistory(message(answer.getHistory(i), path + ".history[" + i + "]"));
        }
        if (answer.hasMetadata()) {
            task.setMetadata(answer.getMetadata());
        }
        return task.build();
    }

    /** A page of tasks/list, which is ours. */
    public ListTasksResponse list(ListTasksResult page, String path) {
        ListTasksResponse.Builder list = ListTasksResponse.newBuilder()
                .setNextPageToken(page.getNextPageToken())
                .setPageSize(page.getPageSize())
                .setTotalSize(page.getTotalSize());
        for (int i = 0; i < page.getTasksCount(); i++) {
            list.addTasks(task(page.getTasks(i), path + ".tasks[" + i + "]"));
        }
        return list.build();
    }

    /** What it says it is; an answer of the first 0.2 versions says nothing, and its members tell. */
    private static String kind(Answer answer) {
        if (!answer.getKind().isEmpty()) {
            return answer.getKind();
        }
        if (answer.hasArtifact()) {
            return "artifact-update";
        }
        if (answer.hasStatus()) {
            return answer.getId().isEmpty() ? "status-update" : "task";
        }
        return answer.getPartsCount() > 0 ? "message" : "";
    }

    private void wrongKind(String path, String found, String expected) {
        faults.add(
                path + ".kind", (found.isEmpty() ? "missing" : "\"" + found + "\"") + " (expected: " + expected + ")");
    }

    private TaskStatusUpdateEvent statusUpdate(Answer answer, String path) {
        TaskStatusUpdateEvent.Builder event =
                TaskStatusUpdateEvent.newBuilder().setTaskId(answer.getTaskId()).setContextId(answer.getContextId());
        if (answer.hasStatus()) {
            event.setStatus(status(answer.getStatus(), path + ".status"));
        }
        if (answer.hasMetadata()) {
            event.setMetadata(answer.getMetadata());
        }
        return event.build();
    }

    private TaskArtifactUpdateEvent artifactUpdate(Answer answer, String path) {
        TaskArtifactUpdateEvent.Builder event = TaskArtifactUpdateEvent.newBuilder()
                .setTaskId(answer.getTaskId())
                .setContextId(answer.getContextId())
                .setAppend(answer.getAppend())
                .setLastChunk(answer.getLastChunk());
        if (answer.hasArtifact()) {
            event.setArtifact(artifact(answer.getArtifact(), path + ".artifact"));
        }
        if (answer.hasMetadata()) {
            event.setMetadata(answer.getMetadata());
        }
        return event.build();
    }

    private TaskStatus status(dev.parley.proto.a2a.v03json.TaskStatus status, String path) {
        TaskStatus.Builder read = TaskStatus.newBuilder().setStateValue(status.getStateValue());
        if (status.hasMessage()) {
            read.setMessage(message(status.getMessage(), path + ".message"));
        }
        if (status.hasTimestamp()) {
            read.setTimestamp(status.getTimestamp());
        }
        return read.build();
    }

    private Artifact artifact(dev.parley.proto.a2a.v03json.Artifact artifact, String path) {
        Artifact.Builder read = Artifact.newBuilder()
                .setArtifactId(artifact.getArtifactId())
                .setName(artifact.getName())
                .setDescription(artifact.getDescription())
                .addAllExtensions(artifact.getExtensionsList());
        parts(artifact.getPartsList(), path, read::addParts);
        if (artifact.hasMetadata()) {
            read.setMetadata(artifact.getMetadata());
        }
        return read.build();
    }

    private Message message(Answer answer, String path) {
        Message.Builder read = Message.newBuilder()
                .setMessageId(answer.getMessageId())
                .setContextId(answer.getContextId())
                .setTaskId(answer.getTaskId())
                .setRoleValue(answer.getRoleValue())
                .addAllReferenceTaskIds(answer.getReferenceTaskIdsList())
                .addAllExtensions(answer.getExtensionsList());
        parts(answer.getPartsList(), path, read::addParts);
        if (answer.hasMetadata()) {
            read.setMetadata(answer.getMetadata());
        }
        return read.build();
    }

    private Message message(dev.parley.proto.a2a.v03json.Message message, String path) {
        if (!message.getKind().isEmpty() && !message.getKind().equals("message")) {
            wrongKind(path, message.getKind(), "message");
        }
        Message.Builder read = Message.newBuilder()
                .setMessageId(message.getMessageId())
                .setContextId(message.getContextId())
                .setTaskId(message.getTaskId())
                .setRoleValue(message.getRoleValue())
                .addAllReferenceTaskIds(message.getReferenceTaskIdsList())
                .addAllExtensions(message.getExtensionsList());
        parts(message.getPartsList(), path, read::addParts);
        if (message.hasMetadata()) {
            read.setMetadata(message.getMetadata());
        }
        return read.build();
    }

    private interface Sink {
        void add(Part part);
    }

    private void parts(List<dev.parley.proto.a2a.v03json.Part> parts, String path, Sink sink) {
        for (int i = 0; i < parts.size(); i++) {
            sink.add(part(parts.get(i), path, i));
        }
    }

    private Part part(dev.parley.proto.a2a.v03json.Part part, String path, int index) {
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
                file(part.getFile(), read, path, index);
                yield "file";
            }
            case DATA -> {
                WrappedData.read(part.getData(), read);
                yield "data";
            }
            case CONTENT_NOT_SET -> "";
        };
        if (content.isEmpty()) {
            faults.add(path + ".parts[" + index + "]", "no content (expected: one of text, file, data)");
        } else if (!part.getKind().isEmpty() && !part.getKind().equals(content)) {
            faults.add(
                    path + ".parts[" + index + "].kind",
                    "\"" + part.getKind() + "\" (expected: " + content + ", for that is what the part has)");
        }
        return read.build();
    }

    private void file(FileContent file, Part.Builder read, String path, int index) {
        switch (file.getContentCase()) {
            case BYTES -> read.setRaw(file.getBytes());
            case URI -> read.setUrl(file.getUri());
            case CONTENT_NOT_SET ->
                faults.add(path + ".parts[" + index + "].file", "no content (expected: one of bytes, uri)");
        }
        read.setFilename(file.getName()).setMediaType(file.getMimeType());
    }
}
