package dev.parley.task.running;

import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.TaskEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stream of a message, as its sender sees it: Tasks with as much history as it asked for; and where the agent's error to the
 * message would be all there is, no stream but that error. Not safe for concurrent use.
 */
final class SenderSink implements Watching.Sink {
    private final Tasks.Watcher watcher;
    private final SendMessageConfiguration wishes;
    private final boolean named;
    private boolean begun;
    private @Nullable A2aException refusal;

    SenderSink(Tasks.Watcher watcher, SendMessageCall call) {
        this.watcher = watcher;
        this.wishes = call.getRequest().getConfiguration();
        this.named = !call.getAgentId().isEmpty();
    }

    @Override
    public boolean send(TaskEvent event) throws InterruptedException {
        if (!event.getEvent().hasTask()) {
            begun = true;
            return watcher.send(event);
        }
        Task task = event.getEvent().getTask();
        // where the mesh chose the agent, the message may be right for another
        if (named && !begun) {
            refusal = AgentRefusal.of(task).orElse(null);
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
