package dev.parley.task.simulation;

import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commit.Outcome;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.JournalStore.Answered;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.simulation.SimDatabase.Held;
import dev.parley.task.simulation.SimDatabase.Slot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One batch, as {@code BatchStatement} has it. A statement sees what was committed when it began, but a row that it changes, or
 * a key that is there already, as it is when its turn has come: so it begins here, and takes place at a later moment.
 */
public final class SimBatch {
    private final SimDatabase database;
    private final UUID incarnation;
    private final List<Commit> batch;
    private final long number;
    // as the statement's snapshot has it
    private final Set<TaskKey> known;
    private final Set<TaskKey> open;
    // by identity: what is claimed again after it was forgotten is another row, though it be equal
    private final Set<Held> answeredRows = Collections.newSetFromMap(new IdentityHashMap<>());

    SimBatch(SimDatabase database, UUID incarnation, List<Commit> batch, List<Answered> answered, long number) {
        this.database = database;
        this.incarnation = incarnation;
        this.batch = List.copyOf(batch);
        this.number = number;
        Set<TaskKey> concerned = batch.stream()
                .map(Commit::key)
                .filter(database.tasks::containsKey)
                .collect(Collectors.toSet());
        this.known = concerned;
        this.open = concerned.stream().filter(this::isOpen).collect(Collectors.toSet());
        for (Answered key : answered) {
            Held row = database.intake.get(slot(key));
            if (row != null
                    && row.expiresAt() == null
                    && row.task().equals(key.task().id())) {
                answeredRows.add(row);
            }
        }
    }

    private boolean isOpen(TaskKey key) {
        return database.tasks.get(key).isOpen() || database.lacks(SimBroken.ENDED_TAKES_COMMANDS);
    }

    private static Slot slot(Answered answered) {
        return new Slot(answered.tenant(), answered.key().key());
    }

    private static Slot slot(Commit commit, IntakeKey intake) {
        return new Slot(commit.key().tenant(), intake.key());
    }

    /** A new task whose id another instance has used while the statement was at work: nothing of the batch takes place (SQLSTATE 23505). */
    public static final class DuplicateKey extends RuntimeException {}

    /**
     * Takes place, all of it.
     *
     * @throws DuplicateKey when none of it can
     */
    public List<Outcome> commit() {
        if (batch.stream().anyMatch(this::isDuplicate)) {
            throw new DuplicateKey();
        }
        Set<Commit> claimed = new HashSet<>();
        for (Commit commit : batch) {
            IntakeKey intake = commit.intake();
            if (intake != null && claims(commit, intake)) {
                claimed.add(commit);
            }
        }
        List<Long> bases = batch.stream()
                .map(commit -> write(commit, claimed.contains(commit)))
                .toList();
        database.intake.values().removeIf(answeredRows::contains);
        database.lastBatches.put(incarnation, number);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < bases.size(); i++) {
            outcomes.add(SimJournal.outcome(database, batch.get(i), bases.get(i)));
        }
        return outcomes;
    }

    private boolean isDuplicate(Commit commit) {
        IntakeKey intake = commit.intake();
        return commit.newTask() != null
                && intake != null
                && !known.contains(commit.key())
                && database.tasks.containsKey(commit.key())
                && isFree(slot(commit, intake));
    }

    private boolean isFree(Slot slot) {
        Held before = database.intake.get(slot);
        Instant expires = before == null ? null : before.expiresAt();
        return before == null
                || (expires != null && expires.isBefore(database.now()))
                || database.lacks(SimBroken.INTAKE_UNCLAIMED);
    }

    private boolean claims(Commit commit, IntakeKey intake) {
        boolean fits = commit.newTask() == null ? open.contains(commit.key()) : !known.contains(commit.key());
        boolean free = isFree(slot(commit, intake));
        if (fits && free) {
            database.intake.put(slot(commit, intake), new Held(commit.key().id(), intake.digest(), intake.expiresAt()));
        }
        return fits && free;
    }

    /** The number before the first entry; -1 when nothing is written. */
    private long write(Commit commit, boolean claimed) {
        if (commit.intake() != null && !claimed) {
            return -1;
        }
        TaskRow born = commit.newTask();
        if (born != null) {
            database.tasks.put(commit.key(), new SimTask(born, incarnation, commit.entries()));
            return 0;
        }
        SimTask task = database.tasks.get(commit.key());
        boolean mayWrite = task != null && mayWrite(task, commit);
        return mayWrite ? task.append(commit.entries(), commit.change(), claimed) : -1;
    }

    private boolean mayWrite(SimTask task, Commit commit) {
        if (commit.epoch() == Commit.ANY_STATE) {
            return true;
        }
        return commit.epoch() == Commit.ANY_EPOCH
                ? isOpen(commit.key())
                : task.row().epoch() == commit.epoch() || database.lacks(SimBroken.APPEND_UNFENCED);
    }
}
