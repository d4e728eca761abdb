package dev.parley.task.running;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.proto.task.v1.TaskEvent;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a task to one watcher by a cursor of its own: from memory while it keeps up, from the journal when it fell
 * behind. So a slow watcher costs nobody else anything, and no queue stands between them.
 */
final class Watching {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    // how often an idle task is looked at that another instance may have begun to run
    private static final Duration LOOK_FAR = Duration.ofSeconds(5);
    private static final int PAGE = 256;

    private final JournalStore store;
    private final LiveTasks live;
    private final Authorizations authorizations;

    Watching(JournalStore store, LiveTasks live, Authorizations authorizations) {
        this.store = store;
        this.live = live;
        this.authorizations = authorizations;
    }

    /** One watcher. */
    interface Sink {
        /** Hands an event over, no faster than the watcher reads; false when it has gone. */
        boolean send(TaskEvent event) throws InterruptedException;

        boolean isGone();
    }

    /** When a stream is over. */
    enum Until {
        /** A subscription: at the end of the task. */
        TASK_ENDED,
        /** The stream of a send: also when the task waits for its caller's input. */
        TURN_ENDED
    }

    /**
     * Sends every event after {@code cursor} until the stream is over.
     *
     * @param message the entry of the message whose turn may end the stream, not an earlier one's; 0 for any
     * @return false when the watcher went away first
     */
    boolean follow(TaskKey key, @Nullable LiveTask known, long cursor, long message, Until until, Sink sink)
            throws InterruptedException {
        // weakly: a watcher that does not read must not keep a task in memory that has ended
        Reference<LiveTask> task = new WeakReference<>(known);
        boolean itsTurn = message <= 1;
        // the turn of a later one begins with its attempt, which may lie before the cursor
        long position = itsTurn ? cursor : Math.min(cursor, message);
        while (true) {
            List<Entry> entries = entriesAfter(key, position, task);
            for (Entry entry : entries) {
                Optional<StreamResponse> shown = entry.shown();
                position = entry.sequence();
                if (shown.isPresent() && position > cursor) {
                    if (!sink.send(event(key, position, shown.get()))) {
                        return false;
                    }
                    if (ends(shown.get(), itsTurn && until == Until.TURN_ENDED)) {
                        return true;
                    }
                }
                itsTurn |= entry.body() instanceof AttemptEntry attempt && attempt.getAcceptedSequence() >= message;
            }
            if (entries.isEmpty()) {
                if (sink.isGone()) {
                    return false;
                }
                try (AwaitedStarts.Start start = live.starts().next(key)) {
                    task = running(key);
                    if (task.get() == null && isOver(key, position, start, sink)) {
                        return true;
                    }
                }
            }
        }
    }

    private List<Entry> entriesAfter(TaskKey key, long position, Reference<LiveTask> running)
            throws InterruptedException {
        LiveTask task = running.get();
        List<Entry> entries = task == null ? null : task.entriesAfter(position, LOOK_AGAIN);
        return entries == null ? store.read(key, position, PAGE) : entries;
    }

    private Reference<LiveTask> running(TaskKey key) {
        return new WeakReference<>(live.find(key).map(LiveTasks.Running::task).orElse(null));
    }

    /**
     * True when nothing more can come: the task has ended and the watcher has read all of it. Else waits a while for the
     * task to start here, if there is nothing to read.
     */
    private boolean isOver(TaskKey key, long position, AwaitedStarts.Start start, Sink sink)
            throws InterruptedException {
        JournalStore.Position now = store.position(key).orElse(null);
        boolean read = now == null || now.lastSequence() <= position;
        if (now == null || (read && now.state().isTerminal())) {
            return true;
        }
        authorizations.lookedAt(key, now.state());
        Duration atMost = now.state().isInterrupted() ? LOOK_FAR : LOOK_AGAIN;
        for (long left = atMost.toMillis(); read && left > 0 && !sink.isGone(); left -= LOOK_AGAIN.toMillis()) {
            if (start.await(LOOK_AGAIN)) {
                return false;
            }
        }
        return false;
    }

    private static boolean ends(StreamResponse event, boolean withItsTurn) {
        if (event.hasMessage()) {
            return true;
        }
        TaskState state = switch (event.getPayloadCase()) {
            case TASK -> TaskState.of(event.getTask().getStatus().getState());
            case STATUS_UPDATE ->
                TaskState.of(event.getStatusUpdate().getStatus().getState());
            case MESSAGE, ARTIFACT_UPDATE, PAYLOAD_NOT_SET -> null;
        };
        return state != null && (state.isTerminal() || (withItsTurn && state == TaskState.INPUT_REQUIRED));
    }

    static TaskEvent event(TaskKey key, long sequence, StreamResponse shown) {
        return TaskEvent.newBuilder()
                .setTaskId(key.toString())
                .setSequence(sequence)
                .setEvent(shown)
                .build();
    }

    /**
     * The task as it is.
     *
     * @param event under the number of the last entry folded into it
     */
    record Snapshot(TaskEvent event, Seen seen) {}

    Snapshot snapshot(TaskRow row) {
        LiveTask task = live.find(row.key()).map(LiveTasks.Running::task).orElseGet(() -> live.load(row, false));
        var view = task.view();
        return new Snapshot(
                event(
                        row.key(),
                        view.seen().lastSequence(),
                        StreamResponse.newBuilder().setTask(view.task()).build()),
                view.seen());
    }
}
