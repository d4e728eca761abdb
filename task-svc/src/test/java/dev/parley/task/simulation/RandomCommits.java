package dev.parley.task.simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commits;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.JournalStore.Answered;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.lifecycle.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Batches by chance, few names among them, so that they meet: whatever GroupCommit may put into one. */
final class RandomCommits {
    private static final int KEYS = 6;

    private final Random random;
    private final UuidV7 ids;
    private final Instant now;
    final List<TaskKey> tasks = new ArrayList<>();

    RandomCommits(Random random, UuidV7 ids, Instant now) {
        this.random = random;
        this.ids = ids;
        this.now = now;
    }

    /** One commit a task, and one a key. */
    List<Commit> batch(SimDatabase database) {
        Set<Object> taken = new HashSet<>();
        List<Commit> batch = new ArrayList<>();
        for (int wanted = random.nextInt(5); wanted > 0; wanted--) {
            Commit commit = commit(database);
            IntakeKey intake = commit.intake();
            boolean alone = taken.add(commit.key());
            alone &= intake == null
                    || taken.add(commit.key().tenant() + intake.key().toStringUtf8());
            if (alone) {
                batch.add(commit);
            }
        }
        return batch;
    }

    private Commit commit(SimDatabase database) {
        int kind = random.nextInt(10);
        if (kind < 3 || tasks.isEmpty()) {
            return accept();
        }
        TaskKey key = random.nextInt(12) == 0 ? newKey() : task();
        return kind < 6 ? command(key) : append(database, key);
    }

    private Commit command(TaskKey key) {
        if (random.nextInt(4) == 0) {
            return Commit.note(key, entry());
        }
        if (random.nextInt(3) == 0) {
            return Commit.command(key, null, List.of(entry()));
        }
        IntakeKey intake = intake();
        return Commit.command(key, intake, List.of(accepted(intake)));
    }

    private NewEntry accepted(IntakeKey intake) {
        return entry(
                EntryKind.ACCEPTED,
                AcceptedEntry.newBuilder().setIntakeKey(intake.key()).build());
    }

    private Commit accept() {
        boolean again = !tasks.isEmpty() && random.nextInt(8) == 0;
        TaskKey key = again ? task() : newKey();
        if (!again) {
            tasks.add(key);
        }
        IntakeKey intake = intake();
        List<NewEntry> entries = new ArrayList<>(List.of(accepted(intake)));
        entries.addAll(entries());
        return Commit.accept(Commits.rowOf(key, random.nextBoolean() ? "" : "a"), intake, entries);
    }

    private Commit append(SimDatabase database, TaskKey key) {
        SimTask held = database.tasks.get(key);
        long epoch = held == null ? 0 : held.row().epoch();
        long last = held == null ? 0 : held.row().lastSequence();
        long stated = random.nextInt(4) == 0 ? Math.max(0, epoch + random.nextInt(3) - 1) : epoch;
        return Commit.append(key, stated, entries(), change(last));
    }

    private RowChange change(long last) {
        RowChange change = new RowChange(
                maybe(TaskState.ofNumber(1 + random.nextInt(8))),
                maybe(now.plusMillis(random.nextInt(1_000))),
                maybe(random.nextBoolean()),
                maybe("agent" + random.nextInt(2)),
                maybe("remote" + random.nextInt(2)),
                maybe("context" + random.nextInt(2)),
                random.nextInt(3) == 0 ? 1 : 0,
                null,
                0,
                null,
                null);
        return random.nextBoolean()
                ? change
                : change.withSnapshot(
                        Task.newBuilder().setId("at " + last).build(), random.nextInt(4) == 0 ? last + 1 : last);
    }

    private <T> @Nullable T maybe(T value) {
        return random.nextBoolean() ? value : null;
    }

    TaskKey newKey() {
        return new TaskKey(random.nextInt(4) == 0 ? "u" : "t", ids.next());
    }

    TaskKey task() {
        return tasks.get(random.nextInt(tasks.size()));
    }

    IntakeKey intake() {
        Instant expires = switch (random.nextInt(4)) {
            case 0 -> now.minus(Duration.ofHours(1));
            case 1 -> now.plus(Duration.ofHours(1));
            default -> null;
        };
        return new IntakeKey(
                ByteString.copyFromUtf8("key" + random.nextInt(KEYS)),
                ByteString.copyFromUtf8("digest" + random.nextInt(2)),
                expires);
    }

    /** None under a key that the batch claims: PostgreSQL does not promise which of the two it would do. */
    List<Answered> answered(List<Commit> batch) {
        Set<Answered> answered = new HashSet<>();
        for (int wanted = random.nextInt(4) - 1; wanted > 0; wanted--) {
            Answered done = new Answered(tasks.isEmpty() ? newKey() : task(), intake());
            if (batch.stream().noneMatch(commit -> claims(commit, done))) {
                answered.add(done);
            }
        }
        return List.copyOf(answered);
    }

    private static boolean claims(Commit commit, Answered done) {
        IntakeKey intake = commit.intake();
        return intake != null
                && commit.key().tenant().equals(done.tenant())
                && intake.key().equals(done.key().key());
    }

    private List<NewEntry> entries() {
        List<NewEntry> entries = new ArrayList<>(List.of(entry()));
        while (random.nextBoolean()) {
            entries.add(entry());
        }
        return entries;
    }

    /** Some are equal, as cancels of two instances are. */
    private NewEntry entry() {
        return switch (random.nextInt(3)) {
            case 0 ->
                entry(
                        EntryKind.CANCEL_REQUESTED,
                        CancelRequestedEntry.newBuilder()
                                .setAskedBy("life" + random.nextInt(2))
                                .build());
            case 1 ->
                entry(
                        EntryKind.ATTEMPT,
                        AttemptEntry.newBuilder().setNumber(random.nextInt(3)).build());
            default ->
                entry(
                        EntryKind.ACCEPTED,
                        AcceptedEntry.newBuilder()
                                .setContextId("c" + random.nextInt(1_000))
                                .build());
        };
    }

    private NewEntry entry(EntryKind kind, MessageLite body) {
        return new NewEntry(kind, body, now.plusMillis(random.nextInt(1_000)));
    }
}
