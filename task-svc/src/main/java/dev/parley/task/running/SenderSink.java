package dev.parley.task.running;

import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.TaskEvent;
import dev.parley.task.lifecycle.TaskState;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stream of a message, as its sender sees it: Tasks with as much history as it asked for; and where the agent's error to the
 * message would be all there is, no stream but that error. Not safe for concurrent use.
 */
final class SenderSink implements Watching.Sink {
    private final Tasks.Watcher watcher;
    private final SendMessageConfiguration wishes;
    private final Supplier<Optional<A2aException>> agentsError;
    private boolean begun;
    private @Nullable A2aException refusal;

    /** @param agentsError the agent's error to this very message, as the journal has it now */
    SenderSink(Tasks.Watcher watcher, SendMessageConfiguration wishes, Supplier<Optional<A2aException>> agentsError) {
        this.watcher = watcher;
        this.wishes = wishes;
        this.agentsError = agentsError;
    }

    @Override
    public boolean send(TaskEvent event) throws InterruptedException {
        if (!event.getEvent().hasTask()) {
            begun = true;
            return watcher.send(event);
        }
        Task task = event.getEvent().getTask();
        if (!begun && TaskState.of(task.getStatus().getState()) == TaskState.FAILED) {
            refusal = agentsError.get().orElse(null);
        }
        begun = true;
        return refusal == null && watcher.send(cut(event, task));
    }

    private TaskEvent cut(TaskEvent event, Task task) {
        if (!wishes.hasHistoryLength()) {
            return event;
        }
        TaskEvent.Builder cut = event.toBuilder();
        cut.getEventBuilder().setTask(Messages.withHistory(task, true, wishes.getHistoryLength()));
        return cut.build();
    }

    @Override
    public boolean isGone() {
        return watcher.isGone();
    }

    /** The error that stands for the stream; it has ended then. */
    Optional<A2aException> refusal() {
        return Optional.ofNullable(refusal);
    }
}
