import io.a2a.spec.Message;
import io.a2a.spec.Task;
import io.a2a.spec.TaskIdParams;
import io.a2a.spec.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What must be refused, and how. */
final class Refusals {
    private final Talk talk;
    private final String binding;

    Refusals(Talk talk, String binding) {
        this.talk = talk;
        this.binding = binding;
    }

    /** One of these words is the error's name or in what it says: 0.3 defines no error's form over HTTP+JSON and gRPC. */
    private static void refused(List<String> words, Client.Check call) throws Exception {
        try {
            call.run();
        } catch (Exception error) {
            String said = Expect.said(error);
            Expect.holds(words.stream().anyMatch(said::contains), said + " (expected one of: " + words + ")");
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

    void unknownTask() throws Exception {
        List<String> words = words("TaskNotFoundError", "-32001", "404");
        refused(words, () -> talk.get(UUID.randomUUID().toString(), 0));
        refused(
                words,
                () -> talk.waiting.cancelTask(new TaskIdParams(UUID.randomUUID().toString())));
        var nowhere = new Message.Builder(Talk.request("tck-complete-task", "hello", null))
                .taskId(UUID.randomUUID().toString())
                .build();
        refused(words, () -> Talk.answer(talk.waiting, nowhere));
    }

    void endedTask() throws Exception {
        Task task = talk.task("tck-complete-task", TaskState.COMPLETED);
        refused(
                words("TaskNotCancelableError", "-32002", "409", "400"),
                () -> talk.waiting.cancelTask(new TaskIdParams(task.getId())));
        refused(
                words(
                        "InvalidParamsError",
                        "UnsupportedOperationError",
                        "InvalidRequestError",
                        "-32602",
                        "-32004",
                        "400"),
                () -> Talk.answer(talk.waiting, Talk.request("tck-complete-task", "hello", task)));
    }
}
