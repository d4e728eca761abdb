package dev.parley.examples.kit;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One task: what it has become so far, and its events for those who watch. A task is worked on in turns: a message begins
 * one, a terminal or interrupted state ends it, and a follow-up to an interrupted task begins the next. Safe for concurrent
 * use.
 */
final class LiveTask {
    private final String id;
    private final String contextId;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turnEnded = lock.newCondition();
    private final EventChain events = new EventChain(lock);
    private final List<Message> history = new ArrayList<>();
    private final Map<String, GrowingArtifact> artifacts = new LinkedHashMap<>();
    private final Struct.Builder metadata = Struct.newBuilder();
    private TaskStatus status;
    private int turn;
    private @Nullable Thread worker;

    LiveTask(String id, String contextId, InstantSource clock) {
        this.id = id;
        this.contextId = contextId;
        this.clock = clock;
        this.status = status(TaskState.TASK_STATE_SUBMITTED, null);
    }

    /** A task as it was at one moment, and a reader of what happened since. */
    record Watch(Task snapshot, EventChain.Reader events) {}

    /** One turn of a task: what to work on, and a watch that began before its first event. */
    record Turn(LiveTask task, int number, Message message, Watch watch) {}

    String id() {
        return id;
    }

    String contextId() {
        return contextId;
    }

    TaskState state() {
        lock.lock();
        try {
            return status.getState();
        } finally {
            lock.unlock();
        }
    }

    Instant statusTime() {
        lock.lock();
        try {
            return Instant.ofEpochSecond(
                    status.getTimestamp().getSeconds(), status.getTimestamp().getNanos());
        } finally {
            lock.unlock();
        }
    }

    Task snapshot() {
        lock.lock();
        try {
            Task.Builder task =
                    Task.newBuilder().setId(id).setContextId(contextId).setStatus(status);
            artifacts.values().forEach(artifact -> task.addArtifacts(artifact.snapshot()));
            if (metadata.getFieldsCount() > 0) {
                task.setMetadata(metadata);
            }
            return task.addAllHistory(history).build();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a message and makes it the agent's turn.
     *
     * @throws A2aException UNSUPPORTED_OPERATION if the task has ended or the agent is still at work
     */
    Turn begin(Message message) {
        lock.lock();
        try {
            refuseUnlessWaiting();
            if (status.hasMessage()) {
                history.add(status.getMessage());
            }
            Message received =
                    message.toBuilder().setTaskId(id).setContextId(contextId).build();
            history.add(received);
            turn++;
            moveTo(TaskState.TASK_STATE_SUBMITTED, null);
            return new Turn(this, turn, received, new Watch(snapshot(), events.read()));
        } finally {
            lock.unlock();
        }
    }

    /** The agent reports progress or ends its turn. */
    void update(int ofTurn, TaskState state, @Nullable Message message) {
        lock.lock();
        try {
            requireTurn(ofTurn);
            moveTo(state, message);
        } finally {
            lock.unlock();
        }
    }

    /** The agent gives an artifact, or one more chunk of it. */
    void addArtifact(int ofTurn, Artifact artifact, boolean append, boolean lastChunk) {
        addArtifact(ofTurn, artifact, append, lastChunk, Struct.getDefaultInstance());
    }

    /** @param said of the event; it stays in the task until it is said anew */
    void addArtifact(int ofTurn, Artifact artifact, boolean append, boolean lastChunk, Struct said) {
        lock.lock();
        try {
            requireTurn(ofTurn);
            metadata.putAllFields(said.getFieldsMap());
            GrowingArtifact known = append ? artifacts.get(artifact.getArtifactId()) : null;
            if (known == null) {
                artifacts.put(artifact.getArtifactId(), new GrowingArtifact(artifact));
            } else {
                known.append(artifact.getPartsList());
            }
            events.append(TaskEvents.artifact(id, contextId, artifact, known != null, lastChunk, said));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the task on a caller's wish and interrupts the agent.
     *
     * @throws A2aException TASK_NOT_CANCELABLE if it has ended already
     */
    Task cancel() {
        lock.lock();
        try {
            if (States.isTerminal(status.getState())) {
                throw new A2aException(
                        A2aErrorCode.TASK_NOT_CANCELABLE,
                        "Task " + id + " is " + status.getState() + " (expected: not terminal)");
            }
            moveTo(TaskState.TASK_STATE_CANCELED, null);
            if (worker != null) {
                worker.interrupt();
            }
            return snapshot();
        } finally {
            lock.unlock();
        }
    }

    /** Ends a task that waits for an answer nobody gave; those who watch it learn so. */
    void expire(Message reason) {
        lock.lock();
        try {
            if (!States.isTerminal(status.getState())) {
                moveTo(TaskState.TASK_STATE_FAILED, reason);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The snapshot and everything after it.
     *
     * @throws A2aException UNSUPPORTED_OPERATION if the task has ended
     */
    Watch watch() {
        lock.lock();
        try {
            if (States.isTerminal(status.getState())) {
                throw new A2aException(
                        A2aErrorCode.UNSUPPORTED_OPERATION,
                        "Task " + id + " is " + status.getState()
                                + " (expected: a task that has not ended; GetTask shows this one)");
            }
            return new Watch(snapshot(), events.read());
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the turn is over: the task is terminal or waits for somebody, or a later turn has begun. */
    Task awaitEnd(int ofTurn) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (isTurn(ofTurn)) {
                turnEnded.await();
            }
            return snapshot();
        } finally {
            lock.unlock();
        }
    }

    boolean isTurn(int number) {
        lock.lock();
        try {
            return number == turn && States.isActive(status.getState());
        } finally {
            lock.unlock();
        }
    }

    /** Notes who works on the turn, so that a cancel can interrupt it; false if the turn is over before it began. */
    boolean takenBy(Thread thread, int ofTurn) {
        lock.lock();
        try {
            boolean taken = isTurn(ofTurn);
            if (taken) {
                worker = thread;
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** The thread is done with the task; the next turn may have another already. */
    void leftBy(Thread thread) {
        lock.lock();
        try {
            if (thread.equals(worker)) {
                worker = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void requireTurn(int number) {
        if (isTurn(number)) {
            return;
        }
        if (status.getState() == TaskState.TASK_STATE_CANCELED) {
            throw new TaskCanceledException(id);
        }
        throw new IllegalStateException("Task " + id + " is " + status.getState() + " after turn " + number
                + " (expected: nothing after the agent ended its turn)");
    }

    private void refuseUnlessWaiting() {
        if (turn == 0) {
            return;
        }
        if (States.isTerminal(status.getState())) {
            throw new A2aException(
                    A2aErrorCode.UNSUPPORTED_OPERATION,
                    "Task " + id + " is " + status.getState()
                            + " (expected: a task that has not ended; start a new one)");
        }
        if (States.isActive(status.getState())) {
            throw new A2aException(
                    A2aErrorCode.UNSUPPORTED_OPERATION,
                    "Task " + id + " is " + status.getState() + " (expected: a task that waits for input)");
        }
    }

    private void moveTo(TaskState state, @Nullable Message message) {
        status = status(state, message);
        events.append(TaskEvents.status(id, contextId, status));
        if (!States.isActive(state)) {
            turnEnded.signalAll();
        }
    }

    private TaskStatus status(TaskState state, @Nullable Message message) {
        Instant now = clock.instant();
        TaskStatus.Builder next = TaskStatus.newBuilder()
                .setState(state)
                .setTimestamp(Timestamp.newBuilder()
                        .setSeconds(now.getEpochSecond())
                        .setNanos(now.getNano() / 1_000_000 * 1_000_000));
        if (message != null) {
            next.setMessage(message);
        }
        return next.build();
    }
}
