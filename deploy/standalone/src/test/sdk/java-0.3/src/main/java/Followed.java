import io.a2a.client.ClientEvent;
import io.a2a.client.MessageEvent;
import io.a2a.client.TaskEvent;
import io.a2a.client.TaskUpdateEvent;
import io.a2a.spec.AgentCard;
import io.a2a.spec.Task;
import io.a2a.spec.TaskStatusUpdateEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The events of one call as they come, with the error that ended them. The SDK tells nobody of a stream's end. */
final class Followed implements BiConsumer<ClientEvent, AgentCard>, Consumer<Throwable> {
    private final LinkedBlockingQueue<Object> arrived = new LinkedBlockingQueue<>();

    @Override
    public void accept(ClientEvent event, AgentCard card) {
        arrived.add(event);
    }

    @Override
    public void accept(Throwable error) {
        if (error != null) {
            arrived.add(error);
        }
    }

    /** All events up to the one that ends a stream: a message, or a task that does not go on by itself. */
    List<ClientEvent> all() throws Exception {
        List<ClientEvent> events = new ArrayList<>();
        while (events.isEmpty() || !ends(events.get(events.size() - 1))) {
            Object next = arrived.poll(20, TimeUnit.SECONDS);
            if (next instanceof Exception error) {
                throw error;
            }
            if (!(next instanceof ClientEvent event)) {
                throw new AssertionError("no end after " + events.size() + " events, then " + next);
            }
            events.add(event);
        }
        return events;
    }

    /** What a call that does not stream answered: its one event. */
    ClientEvent one() throws Exception {
        Object next = arrived.poll(20, TimeUnit.SECONDS);
        if (next instanceof Exception error) {
            throw error;
        }
        return (ClientEvent) next;
    }

    private static boolean ends(ClientEvent event) {
        if (event instanceof MessageEvent) {
            return true;
        }
        if (event instanceof TaskUpdateEvent update) {
            return update.getUpdateEvent() instanceof TaskStatusUpdateEvent status && status.isFinal();
        }
        return event instanceof TaskEvent task
                && task.getTask().getStatus().state().isFinal();
    }

    static Task taskOf(ClientEvent event) {
        if (event instanceof TaskUpdateEvent update) {
            return update.getTask();
        }
        if (event instanceof TaskEvent task) {
            return task.getTask();
        }
        throw new AssertionError(event + " (expected: a task)");
    }
}
