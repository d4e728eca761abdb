package dev.parley.examples.kit;

import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.TaskState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an agent sees of the task it works on, and how it answers. Every method that says something throws
 * {@link TaskCanceledException} once the task is canceled, and {@link IllegalStateException} after the agent has ended its
 * turn with {@code complete}, {@code fail} or {@code requireInput}. For the thread that runs the agent.
 */
public final class TaskContext {
    private final LiveTask.Turn turn;
    private final Supplier<String> ids;

    TaskContext(LiveTask.Turn turn, Supplier<String> ids) {
        this.turn = turn;
        this.ids = ids;
    }

    public String taskId() {
        return turn.task().id();
    }

    public String contextId() {
        return turn.task().contextId();
    }

    /** The message that began this turn. */
    public Message message() {
        return turn.message();
    }

    /** All text of the message that began this turn. */
    public String text() {
        return Parts.textOf(turn.message());
    }

    /** What the caller said in this task so far, oldest first, the message of this turn last. */
    public List<Message> userMessages() {
        return turn.task().snapshot().getHistoryList().stream()
                .filter(message -> message.getRole() != Role.ROLE_AGENT)
                .toList();
    }

    /** Reports progress. */
    public void working(String text) {
        turn.task().update(turn.number(), TaskState.TASK_STATE_WORKING, says(List.of(Parts.text(text))));
    }

    /** Gives a whole artifact; the same id again replaces it. */
    public void artifact(String artifactId, String name, Part... parts) {
        Artifact artifact = Artifact.newBuilder()
                .setArtifactId(artifactId)
                .setName(name)
                .addAllParts(Arrays.asList(parts))
                .build();
        turn.task().addArtifact(turn.number(), artifact, false, true);
    }

    /**
     * Gives a whole artifact and says, in the same event, how far the work is: whoever keeps the one has the other.
     *
     * @param report which a mesh takes as progress and checkpoint
     */
    public void artifact(String artifactId, String name, Checkpoint report, Part... parts) {
        Artifact artifact = Artifact.newBuilder()
                .setArtifactId(artifactId)
                .setName(name)
                .addAllParts(Arrays.asList(parts))
                .build();
        turn.task().addArtifact(turn.number(), artifact, false, true, report.asMetadata());
    }

    /** From where to go on, when a mesh gives a task again that this agent has lost; empty for one that begins. */
    public Optional<Checkpoint> checkpoint() {
        return Checkpoint.in(turn.message().getMetadata());
    }

    /** Gives the next chunk of an artifact that grows; the first chunk begins it. */
    public void appendText(String artifactId, String chunk, boolean last) {
        Artifact artifact = Artifact.newBuilder()
                .setArtifactId(artifactId)
                .setName(artifactId)
                .addParts(Parts.text(chunk))
                .build();
        turn.task().addArtifact(turn.number(), artifact, true, last);
    }

    /** Ends the task well. */
    public void complete() {
        turn.task().update(turn.number(), TaskState.TASK_STATE_COMPLETED, null);
    }

    /** Ends the task well, with a last word. */
    public void complete(String text) {
        turn.task().update(turn.number(), TaskState.TASK_STATE_COMPLETED, says(List.of(Parts.text(text))));
    }

    /** Ends the task without success: what was wrong, then what was expected. */
    public void fail(String text) {
        fail(List.of(Parts.text(text)));
    }

    /** Ends the task without success, with more than a text to say. */
    public void fail(List<Part> parts) {
        turn.task().update(turn.number(), TaskState.TASK_STATE_FAILED, says(parts));
    }

    /** Ends the turn with a question; the caller's answer on the same task begins the next. */
    public void requireInput(String question) {
        turn.task().update(turn.number(), TaskState.TASK_STATE_INPUT_REQUIRED, says(List.of(Parts.text(question))));
    }

    public boolean isCanceled() {
        return turn.task().state() == TaskState.TASK_STATE_CANCELED;
    }

    /** Waits; a cancel ends the wait at once. */
    public void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TaskCanceledException(taskId());
        }
    }

    private Message says(List<Part> parts) {
        return Message.newBuilder()
                .setMessageId(ids.get())
                .setTaskId(taskId())
                .setContextId(contextId())
                .setRole(Role.ROLE_AGENT)
                .addAllParts(parts)
                .build();
    }
}
