package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.ids.UuidV7;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commits;
import dev.parley.task.journal.Lease;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.postgres.Incarnation;
import dev.parley.task.postgres.LeaseConfig;
import dev.parley.task.postgres.PostgresJournalStore;
import dev.parley.task.postgres.PostgresOwnership;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instances that die, hang, wake up and leave, as another one on the same database finds out. */
class LeaseIT {
    /** So long that no lease runs out in a test that does not say so. */
    private static final LeaseConfig LONG =
            new LeaseConfig(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofHours(1));

    private static final LeaseConfig SHORT =
            new LeaseConfig(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofSeconds(1));
    private static final UuidV7 IDS = new UuidV7(InstantSource.system(), new Random(11));
    private static DataSource database;
    private static PostgresOwnership watcher;
    private static long batches;

    // its renewals go through only while it is not frozen
    private final Semaphore awake = new Semaphore(1);
    private Incarnation instance;
    private TaskKey task;

    @BeforeAll
    static void startDatabase() throws Exception {
        database = TestDatabase.migrated().source();
        watcher = new PostgresOwnership(database, IDS.next(), new Steady(), LONG);
    }

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

    @BeforeEach
    void nobodyYet() throws SQLException {
        execute("DELETE FROM task.instance");
        execute("DELETE FROM task.task");
    }

    @AfterEach
    void stopInstance() {
        awake.release();
        instance.close();
    }

    private void start(LeaseConfig config) throws Exception {
        instance = new Incarnation(database, database, IDS.next(), "one", config, () -> {
            awake.acquireUninterruptibly();
            awake.release();
            return System.nanoTime();
        });
        awaitThat(() -> leases("lease_until > now()") == 1);
        task = new TaskKey("t", IDS.next());
        try (PostgresJournalStore store = new PostgresJournalStore(database, database, instance.id())) {
            store.commit(
                    List.of(Commit.accept(Commits.row(task), Commits.intake("of " + task), List.of(Commits.entry()))),
                    List.of(),
                    ++batches);
        }
    }

    private void freeze() {
        awake.acquireUninterruptibly();
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int leases(String condition) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM task.instance WHERE " + condition)) {
            return row.next() ? row.getInt(1) : 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitThat(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }

    private static boolean takes(TaskKey key) {
        return watcher.takeOverDead(10).contains(key);
    }

    private void endItsConnection() throws SQLException {
        UUID id = instance.id();
        long lock = id.getMostSignificantBits() ^ Long.rotateLeft(id.getLeastSignificantBits(), 1);
        execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid::bigint = "
                + (lock & 0xFFFF_FFFFL));
    }

    @Test
    void instanceThatRenews_keepsItsTasks() throws Exception {
        start(LONG);
        for (int i = 0; i < 5; i++) {
            assertThat(takes(task)).isFalse();
        }
        assertThat(watcher.claim(task)).isEmpty();
        assertThat(watcher.takeOverOrphans(10)).isEmpty();
    }

    @Test
    void instanceThatDied_isTakenOverBeforeItsLeaseIsOut() throws Exception {
        start(LONG);
        freeze();
        endItsConnection();
        awaitThat(() -> takes(task));
        assertThat(leases("lease_until > now()")).isEqualTo(1);
        assertThat(watcher.isOurs(task, 1)).isTrue();
    }

    @Test
    void instanceThatHangs_keepsItsTasksUntilItsLeaseIsOut() throws Exception {
        start(LONG);
        freeze();
        awaitThat(() -> leases("renewed_at < now() - interval '700 ms'") == 1);
        assertThat(takes(task)).isFalse();
        execute("UPDATE task.instance SET lease_until = now()");
        assertThat(takes(task)).isTrue();
    }

    @Test
    void instanceThatLostItsConnectionOnly_goesOn() throws Exception {
        start(LONG);
        endItsConnection();
        awaitThat(() -> leases("renewed_at > now() - interval '200 ms'") == 1);
        assertThat(takes(task)).isFalse();
    }

    @Test
    void instanceThatWakesUp_keepsWhatNobodyTook() throws Exception {
        start(SHORT);
        freeze();
        awaitThat(() -> leases("lease_until < now()") == 1);
        awake.release();
        awaitThat(() -> leases("lease_until > now()") == 1);
        assertThat(takes(task)).isFalse();
        awaitThat(() -> instance.lease().isHeld());
        assertThat(instance.lease().term()).isEqualTo(2);
    }

    @Test
    void instanceThatLeaves_isTakenOverAtOnce() throws Exception {
        start(LONG);
        instance.close();
        assertThat(takes(task)).isTrue();
    }

    @Test
    void lostInstance_isNotLookedAtAgainUntilItComesBack() throws Exception {
        start(LONG);
        instance.close();
        assertThat(takes(task)).isTrue();
        assertThat(watcher.takeOverDead(10)).isEmpty();
        assertThat(leases("swept")).isEqualTo(1);
    }

    @Test
    void nobodyIsTakenForDead_byOneThatHasJustComeItself() throws Exception {
        start(LONG);
        freeze();
        endItsConnection();
        awaitThat(() -> leases("renewed_at < now() - interval '700 ms'") == 1);
        Incarnation fresh = new Incarnation(database, database, IDS.next(), "two", LONG, System::nanoTime);
        try {
            PostgresOwnership newcomer = new PostgresOwnership(database, fresh.id(), fresh.lease(), LONG);
            execute("UPDATE task.instance SET lease_until = now() WHERE name = 'one'");
            assertThat(newcomer.takeOverDead(10)).isEmpty();
            assertThat(newcomer.claim(task)).isEmpty();
            assertThat(newcomer.takeOverOrphans(10)).isEmpty();
        } finally {
            fresh.close();
        }
        assertThat(takes(task)).isTrue();
    }

    @Test
    void laterLifeOfTheSameInstance_findsItsTasksAtOnce() throws Exception {
        start(LONG);
        freeze();
        Incarnation next = new Incarnation(database, database, IDS.next(), "one", LONG, System::nanoTime);
        try {
            assertThat(new PostgresOwnership(database, next.id(), next.lease(), LONG).takeOverOrphans(10))
                    .containsExactly(task);
        } finally {
            next.close();
        }
    }
}
