package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.Checkpoint;
import dev.parley.proto.task.v1.CheckpointRef;
import dev.parley.task.checkpoint.CheckpointStore;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commit.Outcome;
import dev.parley.task.journal.Commits;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.GroupCommit;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.JournalStore.Answered;
import dev.parley.task.journal.Lease;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.Ownership;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.lifecycle.TaskState;
import dev.parley.task.postgres.LeaseConfig;
import dev.parley.task.postgres.PostgresCheckpointStore;
import dev.parley.task.postgres.PostgresJournalStore;
import dev.parley.task.postgres.PostgresOwnership;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Two instances on one database: who may write, and what a batch does with those who may not. */
class JournalFencingIT {
    // today: partitions are there for today and the days around it
    private static Instant now = Instant.EPOCH;
    private static final TestDatabase own = TestDatabase.migrated();
    private static DataSource database;
    private static PostgresJournalStore one;
    private static PostgresJournalStore two;
    private static Ownership ofOne;
    private static Ownership ofTwo;
    private static final UuidV7 IDS = new UuidV7(InstantSource.system(), new Random(7));
    private static final LeaseConfig LEASES =
            new LeaseConfig(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofMillis(2500));
    private static long batches;

    @BeforeAll
    static void start() throws Exception {
        now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        database = own.source();
        UUID first = life("one");
        UUID second = life("two");
        one = new PostgresJournalStore(database, database, first);
        two = new PostgresJournalStore(database, database, second);
        ofOne = ownership(first);
        ofTwo = ownership(second);
    }

    /** An instance whose lease nobody renews: it holds until the test says that it is out. */
    private static UUID life(String name) throws SQLException {
        UUID incarnation = IDS.next();
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO task.instance (incarnation, name, lease_until, renewed_at) VALUES ('"
                    + incarnation + "', '" + name + "', now() + interval '1 h', now() + interval '1 h')");
        }
        return incarnation;
    }

    private static Ownership ownership(UUID incarnation) {
        return new PostgresOwnership(database, incarnation, new Steady(), LEASES);
    }

    /** As an instance sees its lease that has run for a while. */
    private record Steady() implements Lease {
        @Override
        public boolean isHeld() {
            return true;
        }

        @Override
        public long term() {
            return 1;
        }

        @Override
        public boolean isSteady() {
            return true;
        }
    }

    @AfterAll
    static void stop() throws Exception {
        one.close();
        two.close();
    }

    private static TaskKey key() {
        return new TaskKey("t", IDS.next());
    }

    private static NewEntry entry() {
        return Commits.entry();
    }

    private static IntakeKey intake(String name) {
        return Commits.intake(name);
    }

    private static Commit accept(TaskKey key, String intake) {
        return Commit.accept(Commits.row(key), intake(intake), List.of(entry()));
    }

    private static Outcome commit(PostgresJournalStore store, Commit commit) throws Exception {
        return store.commit(List.of(commit), List.of(), ++batches).getFirst();
    }

    @Test
    void append_ofAnOldOwnerIsFencedWhileTheRestOfItsBatchCommits() throws Exception {
        TaskKey lost = key();
        TaskKey kept = key();
        commit(one, accept(lost, "lost"));
        commit(one, accept(kept, "kept"));
        // the first instance stops renewing: for the database its lease is out
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE task.instance SET lease_until = now() - interval '1 s' WHERE name = 'one'");
        }
        assertThat(ofTwo.claim(lost).orElseThrow().epoch()).isEqualTo(1);

        List<Outcome> outcomes = one.commit(
                List.of(
                        Commit.append(lost, 0, List.of(entry()), RowChange.checkpoint(checkpoint(1))),
                        Commit.append(kept, 0, List.of(entry(), entry()), RowChange.checkpoint(checkpoint(2)))),
                List.of(),
                ++batches);

        assertThat(outcomes).containsExactly(new Outcome.Fenced(), new Outcome.Written(2));
        assertThat(one.read(lost, 0, 10)).extracting(Entry::sequence).containsExactly(1L);
        assertThat(one.read(kept, 0, 10)).extracting(Entry::sequence).containsExactly(1L, 2L, 3L);
        assertThat(commit(two, Commit.append(lost, 1, List.of(entry()), RowChange.NONE)))
                .isEqualTo(new Outcome.Written(2));
        CheckpointStore checkpoints = new PostgresCheckpointStore(database);
        assertThat(checkpoints.last(lost)).isEmpty();
        assertThat(checkpoints.last(kept)).hasValue(checkpoint(2));
    }

    private static Checkpoint checkpoint(long step) {
        return Checkpoint.newBuilder()
                .setRef(CheckpointRef.newBuilder().setStep(step))
                .build();
    }

    @Test
    void command_needsNoEpoch() throws Exception {
        TaskKey key = key();
        commit(one, accept(key, "command"));

        assertThat(commit(two, Commit.command(key, null, List.of(entry())))).isEqualTo(new Outcome.Written(2));
    }

    @Test
    void accept_underAHeldKeyJoinsUntilItIsAnswered() throws Exception {
        TaskKey original = key();
        commit(one, accept(original, "held"));

        assertThat(commit(two, accept(key(), "held"))).isEqualTo(new Outcome.Joined(original, true));
        one.commit(List.of(), List.of(new Answered(original, intake("held"))), ++batches);
        assertThat(commit(two, accept(key(), "held"))).isInstanceOf(Outcome.Written.class);
    }

    @Test
    void answerThatComesLate_leavesTheKeyToTheMessageThatHasItSince() throws Exception {
        TaskKey first = key();
        TaskKey next = key();
        commit(one, accept(first, "again"));
        one.commit(List.of(), List.of(new Answered(first, intake("again"))), ++batches);
        commit(one, accept(next, "again"));
        // a second call that had joined the first message gets its answer now
        two.commit(List.of(), List.of(new Answered(first, intake("again"))), ++batches);
        assertThat(commit(one, accept(key(), "again"))).isEqualTo(new Outcome.Joined(next, true));
    }

    @Test
    void accept_underAnExpiredOnceKeyIsANewTask() throws Exception {
        TaskKey old = key();
        TaskKey fresh = key();
        IntakeKey expired = new IntakeKey(
                ByteString.copyFromUtf8("once"),
                ByteString.copyFromUtf8("digest"),
                Instant.now().minusSeconds(60));
        IntakeKey again =
                new IntakeKey(expired.key(), expired.digest(), Instant.now().plusSeconds(60));
        commit(one, Commit.accept(Commits.row(old), expired, List.of(entry())));

        assertThat(commit(one, Commit.accept(Commits.row(fresh), again, List.of(entry()))))
                .isEqualTo(new Outcome.Written(1));
        assertThat(commit(one, Commit.accept(Commits.row(key()), again, List.of(entry()))))
                .isEqualTo(new Outcome.Joined(fresh, true));
    }

    @Test
    void takeOver_leavesAnInstancesOwnTasksAloneWhenItsLeaseRunsOut() throws Exception {
        TaskKey mine = key();
        commit(one, accept(mine, "mine"));
        expire("one");
        assertThat(ofOne.takeOverOrphans(1000)).doesNotContain(mine);
        assertThat(one.find(mine).orElseThrow().epoch()).isZero();
        assertThat(ofTwo.takeOverDead(1000)).contains(mine);
    }

    @Test
    void followUps_waitUntilEachHasItsFirstWord() throws Exception {
        TaskKey key = key();
        commit(one, accept(key, "first of " + key));
        RowChange stops = RowChange.status(TaskState.INPUT_REQUIRED, now, null, null);
        commit(one, Commit.append(key, 0, List.of(entry()), stops));
        commit(one, Commit.command(key, intake("second of " + key), List.of(entry())));
        commit(one, Commit.command(key, intake("third of " + key), List.of(entry())));
        commit(one, Commit.append(key, 0, List.of(entry()), stops.then(RowChange.SERVED)));
        assertThat(one.find(key).orElseThrow().waiting()).isEqualTo(1);

        expire("one");
        assertThat(ofTwo.takeOverDead(1000)).contains(key);
    }

    private static void expire(String instance) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE task.instance SET lease_until = now() - interval '1 s', swept = false WHERE name = '"
                            + instance + "'");
        }
    }

    @Test
    void batchThatStallsLongerThanItsConnection_isWrittenOnce() throws Exception {
        PGSimpleDataSource impatient = new PGSimpleDataSource();
        impatient.setUrl(own.url());
        impatient.setPrepareThreshold(1);
        impatient.setSocketTimeout(1);
        TaskKey key = key();
        try (PostgresJournalStore store = new PostgresJournalStore(database, impatient, life("stalling"));
                GroupCommit journal = new GroupCommit(store, InstantSource.system(), new SimpleMeterRegistry());
                Connection other = database.getConnection()) {
            Commit accepted = accept(key, "stalled");
            journal.submit(accepted);
            accepted.outcome().get(10, TimeUnit.SECONDS);
            other.setAutoCommit(false);
            try (var statement = other.createStatement()) {
                statement.execute("SELECT 1 FROM task.task WHERE task_id = '" + key.id() + "' FOR UPDATE");
            }
            Commit append = Commit.append(key, 0, List.of(entry()), RowChange.NONE);
            journal.submit(append);
            // so long that the writer has lost its connection twice, while its statement is at work inside PostgreSQL
            assertThatThrownBy(() -> append.outcome().get(3, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            other.rollback();
            append.outcome().get(20, TimeUnit.SECONDS);
            assertThat(store.read(key, 0, 10)).hasSize(2);
        }
    }

    @Test
    void followUp_isNotWrittenAgainForAKeyThatAnotherTenantClaimsInItsBatch() throws Exception {
        TaskKey ours = new TaskKey("u", IDS.next());
        TaskKey theirs = key();
        commit(one, accept(ours, "first of " + ours));
        commit(one, accept(theirs, "first of " + theirs));
        // the key is made of what both sent alike; tenants are apart by their rows
        Commit followUp = Commit.command(
                ours,
                intake("alike"),
                List.of(new NewEntry(
                        EntryKind.ACCEPTED,
                        AcceptedEntry.newBuilder()
                                .setIntakeKey(intake("alike").key())
                                .build(),
                        now)));
        commit(one, followUp);

        assertThat(one.commit(
                        List.of(followUp, Commit.command(theirs, intake("alike"), List.of(entry()))),
                        List.of(),
                        ++batches))
                .containsExactly(new Outcome.Joined(ours, true), new Outcome.Written(2));
    }

    @Test
    void outcomesOf_aCallMadeTwiceAreToldApart() throws Exception {
        TaskKey key = key();
        Commit first = acceptAt(key, now);
        Commit again = acceptAt(key, now.plusMillis(3));
        commit(one, first);
        commit(two, again);

        assertThat(one.outcomesOf(List.of(first))).containsExactly(new Outcome.Written(1));
        assertThat(two.outcomesOf(List.of(again))).containsExactly(new Outcome.Joined(key, true));
    }

    /** The same call: the edge makes it again, with the same task id, when its answer was lost. */
    private static Commit acceptAt(TaskKey key, Instant at) {
        NewEntry attempt = new NewEntry(EntryKind.CANCEL_REQUESTED, entry().body(), at);
        return Commit.accept(Commits.row(key), intake("twice " + key), List.of(attempt));
    }

    @Test
    void lastBatch_tellsWhetherACommitTookPlace() throws Exception {
        TaskKey key = key();
        Commit commit = accept(key, "unknown outcome");
        commit(one, commit);

        assertThat(one.lastBatch()).isEqualTo(batches);
        assertThat(one.outcomesOf(List.of(commit))).containsExactly(new Outcome.Written(1));
    }
}
