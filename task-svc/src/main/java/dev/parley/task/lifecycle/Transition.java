package dev.parley.task.lifecycle;

/** What a state does to a task that is in another. */
public sealed interface Transition {
    record Moved(TaskState to) implements Transition {}

    /** The same state again: its message still counts. */
    record Unchanged(TaskState state) implements Transition {}

    /** The task has ended. */
    record Refused(TaskState from, TaskState to) implements Transition {}

    /** Answers for every pair of states and never throws; no other code knows the rules. */
    static Transition of(TaskState from, TaskState to) {
        if (from.isTerminal()) {
            return new Refused(from, to);
        }
        return from == to ? new Unchanged(from) : new Moved(to);
    }
}
