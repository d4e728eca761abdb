package dev.parley.standalone.square;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.proto.a2a.v1.AuthenticationInfo;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.standalone.square.Speech.Version;
import dev.parley.standalone.square.Webhooks.Post;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What one caller can do with webhooks, and what they are posted in its version. */
final class PushChecks {
    private static final String TOKEN = "token of the square";

    private final Caller caller;
    private final String agentId;
    private final Webhooks webhooks;
    private final Version version;

    PushChecks(Caller caller, String agentId, Webhooks webhooks) {
        this.caller = caller;
        this.agentId = agentId;
        this.webhooks = webhooks;
        this.version = caller.speech().version();
    }

    /** One is made, read, listed and deleted; another one is told of the task's end, and the deleted one is not. */
    void configs() throws Exception {
        Task task = caller.begin(agentId, Script.SLOW);
        String deleted = "/" + UUID.randomUUID();
        String kept = "/" + UUID.randomUUID();
        TaskPushNotificationConfig first = config(task.getId(), "first", deleted);
        assertThat(made(first)).isEqualTo(named(first));
        assertThat(read(first)).isEqualTo(named(first));
        if (caller.speech().has(A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS)) {
            assertThat(listed(task)).containsExactly(first);
        }
        if (caller.speech().has(A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG)) {
            delete(first);
            assertThatThrownBy(() -> read(first)).isInstanceOf(Caller.Refused.class);
            assertThat(listed(task)).isEmpty();
        }
        made(config(task.getId(), "second", kept));
        caller.cancel(agentId, task.getId());
        assertTold(kept, task.getId(), TaskState.TASK_STATE_CANCELED);
        assertThat(webhooks.rest(deleted)).noneMatch(post -> tells(post, TaskState.TASK_STATE_CANCELED));
    }

    /** One that comes with a message is told all that becomes of it. */
    void withTheMessage() throws Exception {
        String path = "/" + UUID.randomUUID();
        SendMessageRequest.Builder request = Texts.message("hello", true).toBuilder();
        request.getConfigurationBuilder().setTaskPushNotificationConfig(config("", "", path));
        Task task = caller.send(agentId, request.build());
        List<Post> posts = assertTold(path, task.getId(), TaskState.TASK_STATE_COMPLETED);
        assertThat(artifacts(posts)).isEqualTo("echo: hello");
    }

    private List<Post> assertTold(String path, String taskId, TaskState state) throws InterruptedException {
        List<Post> posts = webhooks.until(path, post -> tells(post, state));
        for (Post post : posts) {
            assertThat(post.token()).isEqualTo(TOKEN);
            assertThat(post.authorization()).isEqualTo("Bearer secret");
            assertThat(post.contentType()).isEqualTo(isNow() ? "application/a2a+json" : "application/json");
        }
        var end = posts.getLast().body();
        assertThat(end.at(isNow() ? "/statusUpdate/taskId" : "/id").asText()).isEqualTo(taskId);
        switch (version) {
            case V1_0 -> assertThat(end.fieldNames()).toIterable().containsExactly("statusUpdate");
            case V0_3, V0_2 -> assertThat(end.path("kind").asText()).isEqualTo("task");
            case V0_1 -> assertThat(end.has("kind")).isFalse();
        }
        return posts;
    }

    private boolean tells(Post post, TaskState state) {
        String pointer = isNow() ? "/statusUpdate/status/state" : "/status/state";
        String word =
                isNow() ? state.name() : state.name().replace("TASK_STATE_", "").toLowerCase(Locale.ROOT);
        return post.body().at(pointer).asText().equals(word);
    }

    /** The text of all artifacts: in 1.0 one chunk a post, before all of them in the last. */
    private String artifacts(List<Post> posts) {
        List<Post> telling = isNow() ? posts : List.of(posts.getLast());
        return String.join(
                "",
                telling.stream()
                        .flatMap(
                                post -> post
                                        .body()
                                        .at(isNow() ? "/artifactUpdate" : "/artifacts")
                                        .findValuesAsText("text")
                                        .stream())
                        .toList());
    }

    private boolean isNow() {
        return version == Version.V1_0;
    }

    private TaskPushNotificationConfig config(String taskId, String id, String path) {
        return TaskPushNotificationConfig.newBuilder()
                .setTaskId(taskId)
                .setId(id)
                .setUrl(webhooks.url(path))
                .setToken(TOKEN)
                .setAuthentication(
                        AuthenticationInfo.newBuilder().setScheme("Bearer").setCredentials("secret"))
                .build();
    }

    /** Before 0.2 it has no id. */
    private TaskPushNotificationConfig named(TaskPushNotificationConfig config) {
        return version == Version.V0_1 ? config.toBuilder().clearId().build() : config;
    }

    private TaskPushNotificationConfig made(TaskPushNotificationConfig config) throws Exception {
        return (TaskPushNotificationConfig) caller.call(agentId, config);
    }

    private TaskPushNotificationConfig read(TaskPushNotificationConfig config) throws Exception {
        return (TaskPushNotificationConfig) caller.call(
                agentId,
                GetTaskPushNotificationConfigRequest.newBuilder()
                        .setTaskId(config.getTaskId())
                        .setId(config.getId())
                        .build());
    }

    private List<TaskPushNotificationConfig> listed(Task task) throws Exception {
        return ((ListTaskPushNotificationConfigsResponse) caller.call(
                        agentId,
                        ListTaskPushNotificationConfigsRequest.newBuilder()
                                .setTaskId(task.getId())
                                .build()))
                .getConfigsList();
    }

    private void delete(TaskPushNotificationConfig config) throws Exception {
        caller.call(
                agentId,
                DeleteTaskPushNotificationConfigRequest.newBuilder()
                        .setTaskId(config.getTaskId())
                        .setId(config.getId())
                        .build());
    }
}
