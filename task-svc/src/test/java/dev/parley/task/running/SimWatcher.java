package dev.parley.task.running;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.TaskKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code Watching}: reads a task by a cursor, from the memory of the instance that runs it or from the journal, and moves to another instance now and then. */
final class SimWatcher {
    private final SimWorld world;
    private final TaskKey task;
    private final List<StreamResponse> events = new ArrayList<>();
    private long cursor;
    private boolean ended;

    SimWatcher(SimWorld world, TaskKey task) {
        this.world = world;
        this.task = task;
    }

    void watch() {
        SimLife at = world.lives.get(world.random.nextInt(world.lives.size()));
        world.after(at, world.travel(), () -> look(at));
        world.after(50 + world.random.nextInt(400), () -> {
            if (!ended) {
                watch();
            }
        });
    }

    private void look(SimLife at) {
        SimRunner held = at.running.get(task);
        long from = cursor;
        List<Entry> remembered = held == null ? null : entries(held, from);
        if (remembered != null && !remembered.isEmpty()) {
            take(from, remembered);
        } else {
            world.ask(at, () -> at.store().read(task, from, 256), found -> take(from, found), () -> {});
        }
    }

    private static @Nullable List<Entry> entries(SimRunner held, long from) {
        try {
            return held.task.entriesAfter(from, Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void take(long from, List<Entry> entries) {
        if (from != cursor || ended) {
            return; // of a look before this one
        }
        for (Entry entry : entries) {
            world.records.require(
                    entry.sequence() == cursor + 1,
                    "a watcher of " + SimRecords.brief(task) + " got " + entry.sequence() + " after " + cursor);
            cursor = entry.sequence();
            entry.shown().ifPresent(event -> {
                events.add(event);
                ended |= SimRecords.isEnd(event);
            });
        }
    }

    /** Once all is settled, the rest is read as it lies there. */
    void close(List<Entry> rest) {
        take(cursor, rest);
        world.records.watched(task, events);
    }

    long cursor() {
        return cursor;
    }

    TaskKey task() {
        return task;
    }
}
