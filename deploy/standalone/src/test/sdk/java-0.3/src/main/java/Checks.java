import io.a2a.client.ClientEvent;
import io.a2a.client.MessageEvent;
import io.a2a.client.TaskEvent;
import io.a2a.spec.AgentCard;
import io.a2a.spec.DataPart;
import io.a2a.spec.FilePart;
import io.a2a.spec.FileWithBytes;
import io.a2a.spec.FileWithUri;
import io.a2a.spec.Part;
import io.a2a.spec.Task;
import io.a2a.spec.TaskIdParams;
import io.a2a.spec.TaskState;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The script, by the SDK's client; see {@link Client}. */
final class Checks {
    private static final String STEPS = "one two three four";

    private final Talk talk;
    private final PushChecks push;
    private final Refusals refusals;
    private String running;
    private String twoTurns;

    Checks(Talk talk, String binding, String hook) {
        this.talk = talk;
        push = new PushChecks(talk, hook);
        refusals = new Refusals(talk, binding);
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
        script.put("send file", this::sendFile);
        script.put("send link", this::sendLink);
        script.put("send data", this::sendData);
        script.put("reject", () -> talk.task("tck-reject-task", TaskState.REJECTED));
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
        script.put("push", push::push);
        script.put("push delivery", push::pushDelivery);
        script.put("push in send", push::pushInSend);
        script.put("extended card", this::extendedCard);
        script.put("unknown task", refusals::unknownTask);
        script.put("ended task", refusals::endedTask);
        script.put("ended stream", () -> {
            throw new Client.NotOffered("0.3 leaves open what it gets");
        });
        return script;
    }

    private void card() {
        Expect.holds(!talk.card.name().isBlank() && !talk.card.skills().isEmpty(), "a card without name or skills");
    }

    private void send() throws Exception {
        Task task = talk.task("tck-artifact-text", TaskState.COMPLETED);
        Expect.equal(Expect.textOf(task), "Generated text content");
        Expect.equal(Expect.textOf(talk.get(task.getId(), 0)), "Generated text content");
    }

    private void unicode() throws Exception {
        String words = "grüße 日本 😀 \"\\\n";
        Expect.equal(
                Expect.textOf(talk.sent(Talk.request("echo", words, null), TaskState.COMPLETED)), "echo: " + words);
    }

    private Part<?> part(String scene) throws Exception {
        return talk.task(scene, TaskState.COMPLETED)
                .getArtifacts()
                .get(0)
                .parts()
                .get(0);
    }

    private void file() throws Exception {
        var file = (FileWithBytes) ((FilePart) part("tck-artifact-file")).getFile();
        Expect.equal(
                List.of(new String(Base64.getDecoder().decode(file.bytes())), file.mimeType()),
                List.of("tck", "text/plain"));
    }

    private void fileName() throws Exception {
        Expect.equal(((FileWithBytes) ((FilePart) part("tck-artifact-file")).getFile()).name(), "output.txt");
    }

    private void link() throws Exception {
        var file = (FileWithUri) ((FilePart) part("tck-artifact-file-url")).getFile();
        Expect.equal(List.of(file.uri(), file.mimeType()), List.of("https://example.com/output.txt", "text/plain"));
    }

    private void data() throws Exception {
        Map<String, Object> data = ((DataPart) part("tck-artifact-data")).getData();
        Expect.equal(List.of(data.get("key"), ((Number) data.get("count")).intValue()), List.of("value", 42));
    }

    private void message() throws Exception {
        ClientEvent answer = Talk.answer(talk.waiting, Talk.request("tck-message-response", "hello", null));
        Expect.equal(Expect.textOf(((MessageEvent) answer).getMessage().getParts()), "Direct message response");
    }

    /** What the agent says of a part that it was sent. */
    private void told(Part<?> part, String expected) throws Exception {
        Expect.equal(Expect.textOf(talk.sent(Talk.request("parts-", part, null), TaskState.COMPLETED)), expected);
    }

    private void sendFile() throws Exception {
        // it would pass for base64, too
        String bytes = Base64.getEncoder().encodeToString("text1234".getBytes(StandardCharsets.UTF_8));
        told(new FilePart(new FileWithBytes("text/plain", "in.txt", bytes)), "file text/plain text1234");
    }

    private void sendLink() throws Exception {
        String link = "https://example.com/in.txt";
        told(new FilePart(new FileWithUri("text/plain", "in.txt", link)), "link text/plain " + link);
    }

    private void sendData() throws Exception {
        told(new DataPart(Map.of("count", 42)), "data 42");
    }

    private void atOnce() throws Exception {
        long started = System.nanoTime();
        running = talk.started("slow-").getId();
        Expect.holds(System.nanoTime() - started < 10_000_000_000L, "waited for the task");
    }

    private void cancel() throws Exception {
        Expect.equal(
                talk.waiting.cancelTask(new TaskIdParams(running)).getStatus().state(), TaskState.CANCELED);
        Expect.equal(talk.get(running, 0).getStatus().state(), TaskState.CANCELED);
    }

    private void stream() throws Exception {
        List<ClientEvent> events = Talk.events(talk.streaming, Talk.request("steps-", "hello", null));
        Expect.holds(events.get(0) instanceof TaskEvent, events.get(0) + " (expected: the task first)");
        Task last = Followed.taskOf(events.get(events.size() - 1));
        Expect.equal(List.of(last.getStatus().state(), Expect.textOf(last)), List.of(TaskState.COMPLETED, STEPS));
        Expect.equal(Expect.textOf(talk.get(last.getId(), 0)), STEPS);
    }

    private void streamMessage() throws Exception {
        List<ClientEvent> events = Talk.events(talk.streaming, Talk.request("tck-message-response", "hello", null));
        Expect.holds(events.size() == 1 && events.get(0) instanceof MessageEvent, events + " (expected: one message)");
    }

    private void subscribe() throws Exception {
        Task task = talk.started("steps-");
        var followed = new Followed();
        talk.streaming.resubscribe(new TaskIdParams(task.getId()), List.of(followed), followed);
        List<ClientEvent> events = followed.all();
        Task last = Followed.taskOf(events.get(events.size() - 1));
        Expect.equal(List.of(last.getId(), last.getStatus().state()), List.of(task.getId(), TaskState.COMPLETED));
        Expect.holds(
                Expect.textOf(last).endsWith("four"), Expect.textOf(last)); // 0.3 promises no snapshot at the start
    }

    private void turns() throws Exception {
        Task asked = talk.task("tck-input-required", TaskState.INPUT_REQUIRED);
        Task done = talk.sent(Talk.request("tck-complete-task", "hello", asked), TaskState.COMPLETED);
        Expect.equal(List.of(done.getId(), done.getContextId()), List.of(asked.getId(), asked.getContextId()));
        twoTurns = done.getId();
    }

    private void history() throws Exception {
        Expect.equal(talk.get(twoTurns, 1).getHistory().size(), 1);
        Expect.holds(talk.get(twoTurns, 10).getHistory().size() >= 2, "fewer than two messages");
    }

    private void extendedCard() throws Exception {
        AgentCard card = talk.waiting.getAgentCard();
        Expect.holds(
                card.skills().stream().anyMatch(skill -> skill.id().equals("hidden")),
                card.skills().toString());
    }
}
