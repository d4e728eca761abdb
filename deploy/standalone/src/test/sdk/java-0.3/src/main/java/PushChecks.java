import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.a2a.client.config.ClientConfig;
import io.a2a.spec.DeleteTaskPushNotificationConfigParams;
import io.a2a.spec.GetTaskPushNotificationConfigParams;
import io.a2a.spec.ListTaskPushNotificationConfigParams;
import io.a2a.spec.PushNotificationConfig;
import io.a2a.spec.Task;
import io.a2a.spec.TaskPushNotificationConfig;
import io.a2a.spec.TaskState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;

/** Webhooks: their configurations, and what arrives at them. */
final class PushChecks {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Talk talk;
    private final String hook;

    PushChecks(Talk talk, String hook) {
        this.talk = talk;
        this.hook = hook;
    }

    private PushNotificationConfig config(String name) {
        return new PushNotificationConfig(hook + "/" + name, "t-" + name, null, name);
    }

    void push() throws Exception {
        Task task = talk.task("tck-input-required", TaskState.INPUT_REQUIRED);
        String name = UUID.randomUUID().toString();
        TaskPushNotificationConfig made = talk.waiting.setTaskPushNotificationConfiguration(
                new TaskPushNotificationConfig(task.getId(), config(name)));
        Expect.equal(List.of(made.taskId(), made.pushNotificationConfig().token()), List.of(task.getId(), "t-" + name));
        Expect.equal(
                talk.waiting
                        .getTaskPushNotificationConfiguration(
                                new GetTaskPushNotificationConfigParams(task.getId(), name))
                        .pushNotificationConfig()
                        .url(),
                hook + "/" + name);
        Expect.equal(listed(task), List.of(name));
        talk.waiting.deleteTaskPushNotificationConfigurations(
                new DeleteTaskPushNotificationConfigParams(task.getId(), name));
        Expect.equal(listed(task), List.of());
    }

    private List<String> listed(Task task) throws Exception {
        return talk
                .waiting
                .listTaskPushNotificationConfigurations(new ListTaskPushNotificationConfigParams(task.getId()))
                .stream()
                .map(each -> each.pushNotificationConfig().id())
                .toList();
    }

    void pushDelivery() throws Exception {
        Task task = talk.task("tck-input-required", TaskState.INPUT_REQUIRED);
        String name = UUID.randomUUID().toString();
        talk.waiting.setTaskPushNotificationConfiguration(new TaskPushNotificationConfig(task.getId(), config(name)));
        talk.sent(Talk.request("tck-complete-task", "hello", task), TaskState.COMPLETED);
        delivered(name);
    }

    void pushInSend() throws Exception {
        String name = UUID.randomUUID().toString();
        io.a2a.client.Client client =
                talk.client(new ClientConfig.Builder().setStreaming(false).setPushNotificationConfig(config(name)));
        Expect.equal(
                Followed.taskOf(Talk.answer(client, Talk.request("tck-complete-task", "hello", null)))
                        .getStatus()
                        .state(),
                TaskState.COMPLETED);
        delivered(name);
    }

    private void delivered(String name) throws Exception {
        HttpRequest asked =
                HttpRequest.newBuilder(URI.create(hook + "/" + name)).build();
        String body = HttpClient.newHttpClient()
                .send(asked, HttpResponse.BodyHandlers.ofString())
                .body();
        for (JsonNode each : JSON.readTree(body)) {
            if (each.path("version").asText().equals("0.3")
                    && each.path("state").asText().equals("completed")
                    && each.path("token").asText().equals("t-" + name)) {
                return;
            }
        }
        throw new AssertionError(body + " (expected: completed, in 0.3, with t-" + name + ")");
    }
}
