package dev.parley.task.journal;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Something to be made durable: a new task, an append by its owner, or a command by anybody.
 *
 * @param newTask the row of a task that does not exist yet
 * @param intake the message this accepts, so that an equal one joins
 * @param epoch the owner's; {@link #ANY_EPOCH} for a command, {@link #ANY_STATE} for a note
 * @param entries at least one, in order
 * @param change what happens to the row beside the entries
 * @param webhook a push config that becomes durable with the rest
 * @param deadline when the task must have ended from now on; null leaves it as it is
 * @param outcome completes when it is known what became of it, however long that takes
 * @param givenUp of an acceptance: fails with what to tell the caller when it may have taken place and nobody can tell soon;
 *     the outcome follows when the database is back
 */
public record Commit(
        TaskKey key,
        @Nullable TaskRow newTask,
        @Nullable IntakeKey intake,
        long epoch,
        List<NewEntry> entries,
        RowChange change,
        @Nullable Webhook webhook,
        @Nullable Instant deadline,
        CompletableFuture<Outcome> outcome,
        CompletableFuture<Void> givenUp) {
    public static final long ANY_EPOCH = -1;

    /** Of a note: a command that a task which has ended takes, too. */
    public static final long ANY_STATE = -2;

    public Commit {
        entries = List.copyOf(entries);
    }

    public static Commit accept(TaskRow task, IntakeKey intake, List<NewEntry> entries) {
        return accept(task, intake, entries, null);
    }

    public static Commit accept(TaskRow task, IntakeKey intake, List<NewEntry> entries, @Nullable Webhook webhook) {
        return new Commit(
                task.key(),
                task,
                intake,
                0,
                entries,
                RowChange.NONE,
                webhook,
                null,
                new CompletableFuture<>(),
                new CompletableFuture<>());
    }

    public static Commit append(TaskKey key, long epoch, List<NewEntry> entries, RowChange change) {
        return new Commit(
                key,
                null,
                null,
                epoch,
                entries,
                change,
                null,
                null,
                new CompletableFuture<>(),
                new CompletableFuture<>());
    }

    public static Commit command(TaskKey key, @Nullable IntakeKey intake, List<NewEntry> entries) {
        return command(key, intake, entries, null);
    }

    public static Commit command(
            TaskKey key, @Nullable IntakeKey intake, List<NewEntry> entries, @Nullable Webhook webhook) {
        return new Commit(
                key,
                null,
                intake,
                ANY_EPOCH,
                entries,
                RowChange.NONE,
                webhook,
                null,
                new CompletableFuture<>(),
                new CompletableFuture<>());
    }

    /** What is written beside a task's life, and seen by no watcher. */
    public static Commit note(TaskKey key, NewEntry entry) {
        return new Commit(
                key,
                null,
                null,
                ANY_STATE,
                List.of(entry),
                RowChange.NONE,
                null,
                null,
                new CompletableFuture<>(),
                new CompletableFuture<>());
    }

    /** The same, and the task must have ended by then; null: the same. Before it is submitted. */
    public Commit withDeadline(@Nullable Instant time) {
        return time == null
                ? this
                : new Commit(key, newTask, intake, epoch, entries, change, webhook, time, outcome, givenUp);
    }

    public boolean isAcceptance() {
        return intake != null;
    }

    /** What became of it. */
    public sealed interface Outcome {
        /** Committed; the entries are numbered from {@code firstSequence} on. */
        record Written(long firstSequence) implements Outcome {}

        /** An equal message was accepted before and is not answered: nothing was written. */
        record Joined(TaskKey existing, boolean sameBody) implements Outcome {}

        /** The task has another owner by now, or a new one exists already: nothing was written. */
        record Fenced() implements Outcome {}
    }
}
