import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.a2a.client.ClientBuilder;
import io.a2a.client.ClientEvent;
import io.a2a.client.MessageEvent;
import io.a2a.client.TaskEvent;
import io.a2a.client.config.ClientConfig;
import io.a2a.client.http.A2ACardResolver;
import io.a2a.client.http.JdkA2AHttpClient;
import io.a2a.client.transport.grpc.GrpcTransport;
import io.a2a.client.transport.grpc.GrpcTransportConfig;
import io.a2a.client.transport.jsonrpc.JSONRPCTransport;
import io.a2a.client.transport.jsonrpc.JSONRPCTransportConfig;
import io.a2a.client.transport.rest.RestTransport;
import io.a2a.client.transport.rest.RestTransportConfig;
import io.a2a.spec.AgentCard;
import io.a2a.spec.AgentInterface;
import io.a2a.spec.Artifact;
import io.a2a.spec.DataPart;
import io.a2a.spec.DeleteTaskPushNotificationConfigParams;
import io.a2a.spec.FilePart;
import io.a2a.spec.FileWithBytes;
import io.a2a.spec.FileWithUri;
import io.a2a.spec.GetTaskPushNotificationConfigParams;
import io.a2a.spec.ListTaskPushNotificationConfigParams;
import io.a2a.spec.Message;
import io.a2a.spec.Part;
import io.a2a.spec.PushNotificationConfig;
import io.a2a.spec.Task;
import io.a2a.spec.TaskIdParams;
import io.a2a.spec.TaskPushNotificationConfig;
import io.a2a.spec.TaskQueryParams;
import io.a2a.spec.TaskState;
import io.a2a.spec.TextPart;
import io.grpc.ManagedChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The script, by the SDK's client; see {@link Client}. */
final class Checks {
    private static final String STEPS = "one two three four";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final String binding;
    private final String hook;
    private AgentCard agentCard;
    private io.a2a.client.Client streaming;
    private io.a2a.client.Client waiting;
    private io.a2a.client.Client polling;
    private String running;
    private String twoTurns;

    Checks(String url, String binding, String hook) {
        this.url = url;
        this.binding = binding;
        this.hook = hook;
    }

    Map<String, Client.Check> script() {
        Map<String, Client.Check> script = new LinkedHashMap<>();
        script.put("card", this::card);
        script.put("send", this::send);
        script.put("unicode", this::unicode);
        script.put("file", this::file);
        script.put("file name", this::fileName);
        script.put("link", this::link);
        script.put("data", this::data);
        script.put("message", this::message);
        script.put("reject", () -> task("tck-reject-task", TaskState.REJECTED));
        script.put("at once", this::atOnce);
        script.put("cancel", this::cancel);
        script.put("stream", this::stream);
        script.put("stream message", this::streamMessage);
        script.put("subscribe", this::subscribe);
        script.put("turns", this::turns);
        script.put("history", this::history);
        script.put("list", () -> {
            throw new Client.NotOffered("0.3 has no list");
        });
        script.put("push", this::push);
        script.put("push delivery", this::pushDelivery);
        script.put("push in send", this::pushInSend);
        script.put("extended card", this::extendedCard);
        script.put("unknown task", this::unknownTask);
        script.put("ended task", this::endedTask);
        script.put("ended stream", () -> {
            throw new Client.NotOffered("0.3 leaves open what it gets");
        });
        return script;
    }

    void connect() throws Exception {
        // left to itself this resolver asks at the root of the host, wherever the agent is
        URI at = URI.create(url);
        String path = at.getPath() + ".well-known/agent-card.json";
        AgentCard card = new A2ACardResolver(new JdkA2AHttpClient(), at.getScheme() + "://" + at.getAuthority(), path)
                .getAgentCard();
        List<AgentInterface> offered = new ArrayList<>();
        offered.add(new AgentInterface(Objects.requireNonNullElse(card.preferredTransport(), "JSONRPC"), card.url()));
        offered.addAll(Objects.requireNonNullElse(card.additionalInterfaces(), List.of()));
        String chosen = offered.stream()
                .filter(face -> face.transport().equals(binding))
                .map(AgentInterface::url)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + binding + " among " + offered));
        agentCard = new AgentCard.Builder(card)
                .url(chosen)
                .preferredTransport(binding)
                .additionalInterfaces(List.of(new AgentInterface(binding, chosen)))
                .build();
        streaming = client(new ClientConfig.Builder().setStreaming(true));
        waiting = client(new ClientConfig.Builder().setStreaming(false));
        polling = client(new ClientConfig.Builder().setStreaming(false).setPolling(true));
    }

    private io.a2a.client.Client client(ClientConfig.Builder config) throws Exception {
        ClientBuilder builder = io.a2a.client.Client.builder(agentCard).clientConfig(config.build());
        switch (binding) {
            case "JSONRPC" -> builder.withTransport(JSONRPCTransport.class, new JSONRPCTransportConfig());
            case "HTTP+JSON" -> builder.withTransport(RestTransport.class, new RestTransportConfig());
            default ->
                builder.withTransport(
                        GrpcTransport.class,
                        new GrpcTransportConfig(
                                target -> ManagedChannelBuilder.forTarget(target.replaceFirst("^http://", ""))
                                        .usePlaintext()
                                        .build()));
        }
        return builder.build();
    }

    private static Message request(String scene, String text, Task task) {
        return new Message.Builder()
                .role(Message.Role.USER)
                .messageId(scene + "-" + UUID.randomUUID())
                .parts(new TextPart(text))
                .taskId(task == null ? null : task.getId())
                .contextId(task == null ? null : task.getContextId())
                .build();
    }

    private static List<ClientEvent> events(io.a2a.client.Client client, Message message) throws Exception {
        var followed = new Followed();
        client.sendMessage(message, List.of(followed), followed);
        return followed.all();
    }

    private static ClientEvent answer(io.a2a.client.Client client, Message message) throws Exception {
        var followed = new Followed();
        client.sendMessage(message, List.of(followed), followed);
        return followed.one();
    }

    private Task sent(Message message, TaskState state) throws Exception {
        Task task = Followed.taskOf(answer(waiting, message));
        equal(task.getStatus().state(), state);
        return task;
    }

    private Task task(String scene, TaskState state) throws Exception {
        return sent(request(scene, "hello", null), state);
    }

    private Task started(String scene) throws Exception {
        Task task = Followed.taskOf(answer(polling, request(scene, "hello", null)));
        TaskState state = task.getStatus().state();
        holds(state == TaskState.SUBMITTED || state == TaskState.WORKING, state + " (expected: submitted or working)");
        return task;
    }

    private Task get(String id, int historyLength) throws Exception {
        return waiting.getTask(new TaskQueryParams(id, historyLength));
    }

    private void card() {
        holds(!agentCard.name().isBlank() && !agentCard.skills().isEmpty(), "a card without name or skills");
    }

    private void send() throws Exception {
        Task task = task("tck-artifact-text", TaskState.COMPLETED);
        equal(textOf(task), "Generated text content");
        equal(textOf(get(task.getId(), 0)), "Generated text content");
    }

    private void unicode() throws Exception {
        String words = "grüße 日本 😀 \"\\\n";
        equal(textOf(sent(request("echo", words, null), TaskState.COMPLETED)), "echo: " + words);
    }

    private Part<?> part(String scene) throws Exception {
        return task(scene, TaskState.COMPLETED).getArtifacts().get(0).parts().get(0);
    }

    private void file() throws Exception {
        var file = (FileWithBytes) ((FilePart) part("tck-artifact-file")).getFile();
        equal(
                List.of(new String(Base64.getDecoder().decode(file.bytes())), file.mimeType()),
                List.of("tck", "text/plain"));
    }

    private void fileName() throws Exception {
        equal(((FileWithBytes) ((FilePart) part("tck-artifact-file")).getFile()).name(), "output.txt");
    }

    private void link() throws Exception {
        var file = (FileWithUri) ((FilePart) part("tck-artifact-file-url")).getFile();
        equal(List.of(file.uri(), file.mimeType()), List.of("https://example.com/output.txt", "text/plain"));
    }

    private void data() throws Exception {
        Map<String, Object> data = ((DataPart) part("tck-artifact-data")).getData();
        equal(List.of(data.get("key"), ((Number) data.get("count")).intValue()), List.of("value", 42));
    }

    private void message() throws Exception {
        ClientEvent answer = answer(waiting, request("tck-message-response", "hello", null));
        equal(textOf(((MessageEvent) answer).getMessage().getParts()), "Direct message response");
    }

    private void atOnce() throws Exception {
        long started = System.nanoTime();
        running = started("slow-").getId();
        holds(System.nanoTime() - started < 10_000_000_000L, "waited for the task");
    }

    private void cancel() throws Exception {
        equal(waiting.cancelTask(new TaskIdParams(running)).getStatus().state(), TaskState.CANCELED);
        equal(get(running, 0).getStatus().state(), TaskState.CANCELED);
    }

    private void stream() throws Exception {
        List<ClientEvent> events = events(streaming, request("steps-", "hello", null));
        holds(events.get(0) instanceof TaskEvent, events.get(0) + " (expected: the task first)");
        Task last = Followed.taskOf(events.get(events.size() - 1));
        equal(List.of(last.getStatus().state(), textOf(last)), List.of(TaskState.COMPLETED, STEPS));
        equal(textOf(get(last.getId(), 0)), STEPS);
    }

    private void streamMessage() throws Exception {
        List<ClientEvent> events = events(streaming, request("tck-message-response", "hello", null));
        holds(events.size() == 1 && events.get(0) instanceof MessageEvent, events + " (expected: one message)");
    }

    private void subscribe() throws Exception {
        Task task = started("steps-");
        var followed = new Followed();
        streaming.resubscribe(new TaskIdParams(task.getId()), List.of(followed), followed);
        List<ClientEvent> events = followed.all();
        Task last = Followed.taskOf(events.get(events.size() - 1));
        equal(List.of(last.getId(), last.getStatus().state()), List.of(task.getId(), TaskState.COMPLETED));
        holds(textOf(last).endsWith("four"), textOf(last)); // 0.3 promises no snapshot at the start
    }

    private void turns() throws Exception {
        Task asked = task("tck-input-required", TaskState.INPUT_REQUIRED);
        Task done = sent(request("tck-complete-task", "hello", asked), TaskState.COMPLETED);
        equal(List.of(done.getId(), done.getContextId()), List.of(asked.getId(), asked.getContextId()));
        twoTurns = done.getId();
    }

    private void history() throws Exception {
        equal(get(twoTurns, 1).getHistory().size(), 1);
        holds(get(twoTurns, 10).getHistory().size() >= 2, "fewer than two messages");
    }

    private PushNotificationConfig config(String name) {
        return new PushNotificationConfig(hook + "/" + name, "t-" + name, null, name);
    }

    private void push() throws Exception {
        Task task = task("tck-input-required", TaskState.INPUT_REQUIRED);
        String name = UUID.randomUUID().toString();
        TaskPushNotificationConfig made = waiting.setTaskPushNotificationConfiguration(
                new TaskPushNotificationConfig(task.getId(), config(name)));
        equal(List.of(made.taskId(), made.pushNotificationConfig().token()), List.of(task.getId(), "t-" + name));
        equal(
                waiting.getTaskPushNotificationConfiguration(
                                new GetTaskPushNotificationConfigParams(task.getId(), name))
                        .pushNotificationConfig()
                        .url(),
                hook + "/" + name);
        equal(listed(task), List.of(name));
        waiting.deleteTaskPushNotificationConfigurations(
                new DeleteTaskPushNotificationConfigParams(task.getId(), name));
        equal(listed(task), List.of());
    }

    private List<String> listed(Task task) throws Exception {
        return waiting
                .listTaskPushNotificationConfigurations(new ListTaskPushNotificationConfigParams(task.getId()))
                .stream()
                .map(each -> each.pushNotificationConfig().id())
                .toList();
    }

    private void pushDelivery() throws Exception {
        Task task = task("tck-input-required", TaskState.INPUT_REQUIRED);
        String name = UUID.randomUUID().toString();
        waiting.setTaskPushNotificationConfiguration(new TaskPushNotificationConfig(task.getId(), config(name)));
        sent(request("tck-complete-task", "hello", task), TaskState.COMPLETED);
        delivered(name);
    }

    private void pushInSend() throws Exception {
        String name = UUID.randomUUID().toString();
        io.a2a.client.Client client =
                client(new ClientConfig.Builder().setStreaming(false).setPushNotificationConfig(config(name)));
        equal(
                Followed.taskOf(answer(client, request("tck-complete-task", "hello", null)))
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

    private void extendedCard() throws Exception {
        AgentCard card = waiting.getAgentCard();
        holds(
                card.skills().stream().anyMatch(skill -> skill.id().equals("hidden")),
                card.skills().toString());
    }

    /** One of these words is the error's name or in what it says: 0.3 defines no error's form over HTTP+JSON and gRPC. */
    private static void refused(List<String> words, Client.Check call) throws Exception {
        try {
            call.run();
        } catch (Exception error) {
            String said = said(error);
            holds(words.stream().anyMatch(said::contains), said + " (expected one of: " + words + ")");
            return;
        }
        throw new AssertionError("no error (expected one of: " + words + ")");
    }

    /** These words; over HTTP+JSON this client knows an error only by the class name that a server in Java sends, else by its text. */
    private List<String> words(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        if (binding.equals("HTTP+JSON")) {
            all.add("A2AClientException: Task ");
        }
        return all;
    }

    private void unknownTask() throws Exception {
        List<String> words = words("TaskNotFoundError", "-32001", "404");
        refused(words, () -> get(UUID.randomUUID().toString(), 0));
        refused(
                words,
                () -> waiting.cancelTask(new TaskIdParams(UUID.randomUUID().toString())));
        var nowhere = new Message.Builder(request("tck-complete-task", "hello", null))
                .taskId(UUID.randomUUID().toString())
                .build();
        refused(words, () -> answer(waiting, nowhere));
    }

    private void endedTask() throws Exception {
        Task task = task("tck-complete-task", TaskState.COMPLETED);
        refused(
                words("TaskNotCancelableError", "-32002", "409", "400"),
                () -> waiting.cancelTask(new TaskIdParams(task.getId())));
        refused(
                words(
                        "InvalidParamsError",
                        "UnsupportedOperationError",
                        "InvalidRequestError",
                        "-32602",
                        "-32004",
                        "400"),
                () -> answer(waiting, request("tck-complete-task", "hello", task)));
    }

    private static String textOf(Task task) {
        var text = new StringBuilder();
        for (Artifact artifact : Objects.requireNonNullElse(task.getArtifacts(), List.<Artifact>of())) {
            text.append(textOf(artifact.parts()));
        }
        return text.toString();
    }

    private static String textOf(List<Part<?>> parts) {
        var text = new StringBuilder();
        for (Part<?> part : parts) {
            if (part instanceof TextPart words) {
                text.append(words.getText());
            }
        }
        return text.toString();
    }

    /** An error and all its causes, by class and message. */
    static String said(Throwable error) {
        var text = new StringBuilder();
        for (Throwable each = error; each != null; each = each.getCause()) {
            text.append(text.isEmpty() ? "" : " <- ")
                    .append(each.getClass().getSimpleName())
                    .append(": ")
                    .append(each.getMessage());
        }
        return text.toString();
    }

    private static void equal(Object got, Object expected) {
        holds(Objects.equals(got, expected), got + " (expected: " + expected + ")");
    }

    private static void holds(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
