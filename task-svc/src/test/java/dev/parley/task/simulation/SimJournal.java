package dev.parley.task.simulation;

import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commit.Outcome;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.simulation.SimDatabase.Held;
import dev.parley.task.simulation.SimDatabase.Slot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The journal of one life in a {@link SimDatabase}, as {@code PostgresJournalStore} reads and writes it. Lists are not part of it. */
public final class SimJournal implements JournalStore {
    private final SimDatabase database;
    private final UUID incarnation;

    public SimJournal(SimDatabase database, UUID incarnation) {
        this.database = database;
        this.incarnation = incarnation;
    }

    @Override
    public List<Outcome> commit(List<Commit> batch, List<Answered> answered, long number) {
        return begin(batch, answered, number).commit();
    }

    /** A batch whose statement has begun; others' may take place before it does. */
    public SimBatch begin(List<Commit> batch, List<Answered> answered, long number) {
        return new SimBatch(database, incarnation, batch, answered, number);
    }

    static Outcome outcome(SimDatabase database, Commit commit, long base) {
        if (base >= 0) {
            return new Outcome.Written(base + 1);
        }
        IntakeKey intake = commit.intake();
        Held held = intake == null
                ? null
                : database.intake.get(new Slot(commit.key().tenant(), intake.key()));
        if (intake == null || held == null) {
            return new Outcome.Fenced();
        }
        boolean ownClaim =
                commit.newTask() == null && held.task().equals(commit.key().id());
        if (ownClaim && !isAccepted(database, commit.key(), intake)) {
            database.intake.remove(new Slot(commit.key().tenant(), intake.key()));
            return new Outcome.Fenced();
        }
        return joined(commit.key().tenant(), held, intake);
    }

    private static boolean isAccepted(SimDatabase database, TaskKey key, IntakeKey intake) {
        SimTask task = database.tasks.get(key);
        return task != null
                && task.journal().stream()
                        .anyMatch(entry -> entry.body() instanceof AcceptedEntry accepted
                                && accepted.getIntakeKey().equals(intake.key()));
    }

    private static Outcome.Joined joined(String tenant, Held held, IntakeKey intake) {
        return new Outcome.Joined(
                new TaskKey(tenant, held.task()), intake.digest().equals(held.digest()));
    }

    @Override
    public long lastBatch() {
        return database.lastBatches.getOrDefault(incarnation, -1L);
    }

    @Override
    public List<Outcome> outcomesOf(List<Commit> batch) {
        return batch.stream()
                .map(commit -> outcome(database, commit, baseOf(commit)))
                .toList();
    }

    private long baseOf(Commit commit) {
        NewEntry last = commit.entries().getLast();
        return journal(commit.key()).stream()
                .filter(entry -> entry.kind() == last.kind()
                        && entry.body().equals(last.body())
                        && entry.at().equals(last.at()))
                .mapToLong(entry -> entry.sequence() - commit.entries().size())
                .max()
                .orElse(-1);
    }

    @Override
    public void restore(List<Withdrawn> keys) {
        keys.forEach(withdrawn -> database.intake.putIfAbsent(
                new Slot(withdrawn.task().tenant(), withdrawn.key().key()),
                new Held(withdrawn.task().id(), withdrawn.key().digest(), null)));
    }

    @Override
    public Optional<TaskRow> find(TaskKey key) {
        return Optional.ofNullable(database.tasks.get(key)).map(SimTask::row);
    }

    private List<Entry> journal(TaskKey key) {
        SimTask task = database.tasks.get(key);
        return task == null ? List.of() : task.journal();
    }

    @Override
    public List<Entry> read(TaskKey key, long after, int maxEntries) {
        List<Entry> all = journal(key);
        int from = (int) Math.min(all.size(), after);
        return List.copyOf(all.subList(from, Math.min(all.size(), from + maxEntries)));
    }

    @Override
    public Page list(Filter filter) {
        throw new UnsupportedOperationException(
                "list is not simulated: what lists show decides nothing about leases, fencing or intake");
    }

    @Override
    public Optional<TaskRow> newestOfContext(String tenant, String subject, String contextId, String agentOrEmpty) {
        throw new UnsupportedOperationException(
                "newestOfContext is not simulated: the simulated callers never go on with the context of another task");
    }

    @Override
    public Optional<Outcome.Joined> held(String tenant, IntakeKey key) {
        return Optional.ofNullable(database.intake.get(new Slot(tenant, key.key())))
                .filter(held -> held.expiresAt() == null || !held.expiresAt().isBefore(database.now()))
                .map(held -> joined(tenant, held, key));
    }

    @Override
    public Optional<Position> position(TaskKey key) {
        return find(key).map(row -> new Position(row.state(), row.lastSequence()));
    }

    @Override
    public List<Entry> accepted(TaskKey key) {
        return journal(key).stream()
                .filter(entry -> entry.kind() == EntryKind.ACCEPTED)
                .sorted(Comparator.comparingLong(Entry::sequence).reversed())
                .toList();
    }
}
