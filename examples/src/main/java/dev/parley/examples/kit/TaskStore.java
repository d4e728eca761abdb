package dev.parley.examples.kit;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The tasks of one agent, in memory: all that are being worked on, and the latest that rest (ended, or waiting for an
 * answer) up to a number and a size. Safe for concurrent use.
 */
final class TaskStore {
    private final Retention retention;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final Map<String, LiveTask> tasks = new ConcurrentHashMap<>();
    private final ArrayDeque<Resting> resting = new ArrayDeque<>();
    private long restingBytes;

    TaskStore(Retention retention, InstantSource clock, Supplier<String> ids) {
        this.retention = retention;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * How much is kept.
     *
     * @param maxActiveTasks more are refused with OVERLOADED
     * @param maxRestingTasks the oldest go first
     * @param maxRestingBytes of their serialized form; the oldest go first, the latest always stays
     */
    record Retention(int maxActiveTasks, int maxRestingTasks, long maxRestingBytes) {
        /** Room for the busiest demo in the smallest heap: a quarter of it, 64 MiB at most. */
        static Retention ordinary() {
            return new Retention(
                    10_000, 10_000, Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 4));
        }
    }

    private record Resting(LiveTask task, long bytes) {}

    /** A new task in the given context, or in a new one if that is empty. */
    LiveTask create(String contextId) {
        if (tasks.size() - restingCount() >= retention.maxActiveTasks()) {
            throw new A2aException(
                    A2aErrorCode.OVERLOADED,
                    retention.maxActiveTasks() + " tasks are being worked on (expected: fewer; try again later)");
        }
        LiveTask task = new LiveTask(ids.get(), contextId.isEmpty() ? ids.get() : contextId, clock);
        tasks.put(task.id(), task);
        return task;
    }

    /**
     * One task.
     *
     * @throws A2aException TASK_NOT_FOUND
     */
    LiveTask require(String id) {
        LiveTask task = tasks.get(id);
        if (task == null) {
            throw new A2aException(
                    A2aErrorCode.TASK_NOT_FOUND,
                    "Task " + id + " (expected: a task of this agent that it still keeps)");
        }
        return task;
    }

    Collection<LiveTask> all() {
        return List.copyOf(tasks.values());
    }

    /** A turn is over: the task may go when room is needed. */
    void rest(LiveTask task) {
        Resting entry = new Resting(task, task.snapshot().getSerializedSize());
        synchronized (resting) {
            resting.add(entry);
            restingBytes += entry.bytes();
            while (resting.size() > retention.maxRestingTasks()
                    || (restingBytes > retention.maxRestingBytes() && resting.size() > 1)) {
                Resting oldest = resting.remove();
                restingBytes -= oldest.bytes();
                forget(oldest.task());
            }
        }
    }

    private int restingCount() {
        synchronized (resting) {
            return resting.size();
        }
    }

    private void forget(LiveTask task) {
        if (States.isActive(task.state())) {
            return; // a follow-up woke it: it rests again when that turn is over
        }
        tasks.remove(task.id());
        task.expire(Message.newBuilder()
                .setMessageId(ids.get())
                .setTaskId(task.id())
                .setContextId(task.contextId())
                .setRole(Role.ROLE_AGENT)
                .addParts(Parts.text("Nobody answered, and the agent needed the room for newer tasks"))
                .build());
    }
}
