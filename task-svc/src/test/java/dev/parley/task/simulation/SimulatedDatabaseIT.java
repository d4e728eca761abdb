package dev.parley.task.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.kit.ids.UuidV7;
import dev.parley.task.TestDatabase;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commit.Outcome;
import dev.parley.task.journal.Commits;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.JournalStore.Answered;
import dev.parley.task.journal.JournalStore.Withdrawn;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.lifecycle.TaskState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The simulated database does what PostgreSQL does: the same operations, chosen by a seed, on both. {@code -Dparley.simulation.seed}
 * repeats one, {@code -Dparley.simulation.database.seeds} says how many.
 */
class SimulatedDatabaseIT {
    private static final int OPERATIONS = 120;
    private static DataSource unpooled;
    private static HikariDataSource database;

    @BeforeAll
    static void start() throws Exception {
        unpooled = TestDatabase.migrated().source();
        database = new HikariDataSource();
        database.setDataSource(unpooled);
        database.setMaximumPoolSize(4);
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @Test
    void simulatedDatabase_doesWhatPostgresDoes() throws Exception {
        long first = Long.getLong("parley.simulation.seed", new Random().nextInt(1_000_000_000));
        int seeds = Integer.getInteger("parley.simulation.database.seeds", 5);
        System.out.println("simulated database: -Dparley.simulation.seed=" + first);
        for (long seed = first; seed < first + seeds; seed++) {
            try (Run run = new Run(seed)) {
                run.go();
            } catch (SQLException | RuntimeException | Error e) {
                throw new AssertionError("-Dparley.simulation.seed=" + seed, e);
            }
        }
    }

    @Test
    void followUpThatMeetsTheEndOfItsTask_holdsNoKeyAndIsNotWritten() throws Exception {
        DatabasePair databases = new DatabasePair(database, unpooled);
        TaskKey key = Commits.key();
        IntakeKey intake = Commits.intake("follow-up");
        try (LifePair life = new LifePair(databases, UUID.randomUUID(), "one");
                ExecutorService aside = Executors.newSingleThreadExecutor();
                Connection owner = database.getConnection()) {
            List<Commit> accept =
                    List.of(Commit.accept(Commits.row(key), Commits.intake("first"), List.of(Commits.entry())));
            life.commit(accept, List.of(), 1);
            List<Commit> followUp = List.of(Commit.command(key, intake, List.of(Commits.entry())));
            owner.setAutoCommit(false);
            try (Statement end = owner.createStatement()) {
                end.execute("UPDATE task.task SET state = 3 WHERE task_id = '" + key.id() + "'");
            }
            Future<List<Outcome>> outcome = aside.submit(() -> life.realJournal.commit(followUp, List.of(), 2));
            databases.awaitRow(
                    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()");
            owner.commit();
            owner.setAutoCommit(true);

            SimBatch begun = life.simJournal.begin(followUp, List.of(), 2);
            life.simJournal.commit(
                    List.of(Commit.append(key, 0, List.of(), RowChange.status(TaskState.COMPLETED, null, null, null))),
                    List.of(),
                    2);
            assertThat(begun.commit()).containsExactly(new Outcome.Fenced());
            assertThat(outcome.get(20, TimeUnit.SECONDS)).containsExactly(new Outcome.Fenced());
            assertThat(life.realJournal.held("t", intake)).isEmpty();
            databases.requireEqualTables("a follow-up that met the end of its task");
        }
    }

    @Test
    void keyThatIsClaimedAgainMeanwhile_isNotForgotten() throws Exception {
        DatabasePair databases = new DatabasePair(database, unpooled);
        TaskKey key = Commits.key();
        TaskKey busy = Commits.key();
        IntakeKey intake = Commits.intake("again");
        List<Answered> answered = List.of(new Answered(key, intake));
        try (LifePair slow = new LifePair(databases, UUID.randomUUID(), "one");
                LifePair quick = new LifePair(databases, UUID.randomUUID(), "two");
                ExecutorService aside = Executors.newSingleThreadExecutor();
                Connection locker = database.getConnection()) {
            quick.commit(
                    List.of(
                            Commit.accept(Commits.row(key), intake, List.of(Commits.entry())),
                            Commit.accept(Commits.row(busy), Commits.intake("busy"), List.of(Commits.entry()))),
                    List.of(),
                    1);
            List<Commit> note = List.of(Commit.note(busy, Commits.entry()));
            locker.setAutoCommit(false);
            try (Statement lock = locker.createStatement()) {
                lock.execute("SELECT 1 FROM task.task WHERE task_id = '" + busy.id() + "' FOR UPDATE");
            }
            Future<List<Outcome>> outcome = aside.submit(() -> slow.realJournal.commit(note, answered, 1));
            SimBatch begun = slow.simJournal.begin(note, answered, 1);
            databases.awaitRow(
                    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()");

            quick.commit(List.of(), answered, 2);
            quick.commit(List.of(Commit.command(key, intake, List.of(Commits.entry()))), List.of(), 3);
            locker.commit();
            locker.setAutoCommit(true);
            assertThat(begun.commit()).isEqualTo(outcome.get(20, TimeUnit.SECONDS));
            assertThat(slow.realJournal.held("t", intake)).isPresent();
            databases.requireEqualTables("a key that was claimed again");
        }
    }

    /** One seed's operations. */
    private static final class Run implements AutoCloseable {
        private final Random random;
        private final UuidV7 ids;
        private final DatabasePair databases = new DatabasePair(database, unpooled);
        private final RandomCommits commits;
        // the last of each name is its present life; those before it may still believe to live
        private final List<LifePair> lives = new ArrayList<>();
        private String last = "nothing";

        Run(long seed) throws SQLException {
            random = new Random(seed);
            ids = new UuidV7(InstantSource.system(), random);
            commits = new RandomCommits(random, ids, databases.now);
            for (String name : List.of("one", "two", "three")) {
                lives.add(new LifePair(databases, ids.next(), name));
            }
        }

        void go() throws SQLException {
            for (int i = 0; i < OPERATIONS; i++) {
                LifePair life = lives.get(random.nextInt(lives.size()));
                switch (random.nextInt(4)) {
                    case 0, 1 -> commit(life);
                    case 2 -> ask(life);
                    default -> happen(life);
                }
                // here and not at the end: what they differ in shows in answers only much later, or never
                databases.requireEqualTables(last);
            }
            for (TaskKey key : databases.tasks()) {
                LifePair life = lives.getFirst();
                assertThat(life.realJournal.find(key)).isEqualTo(life.simJournal.find(key));
                assertThat(life.realJournal.read(key, 0, 1_000)).isEqualTo(life.simJournal.read(key, 0, 1_000));
            }
        }

        private void commit(LifePair life) throws SQLException {
            List<Commit> batch = commits.batch(databases.simulated);
            List<Answered> answered = commits.answered(batch);
            life.batches.add(batch);
            int number = life.batches.size();
            last = "batch " + batch + ", answered " + answered;
            life.commit(batch, answered, number);
        }

        private void ask(LifePair life) throws SQLException {
            TaskKey task = commits.tasks.isEmpty() || random.nextInt(10) == 0 ? commits.newKey() : commits.task();
            IntakeKey key = commits.intake();
            long after = random.nextInt(5);
            int question = random.nextInt(8);
            last = "question " + question + " about " + task + " and " + key;
            switch (question) {
                case 0 -> {
                    List<Withdrawn> withdrawn = List.of(new Withdrawn(task, key));
                    life.realJournal.restore(withdrawn);
                    life.simJournal.restore(withdrawn);
                }
                case 1 -> assertThat(life.realJournal.lastBatch()).isEqualTo(life.simJournal.lastBatch());
                case 2 -> sameOutcomes(life);
                case 3 -> same(life, store -> store.held(task.tenant(), key));
                case 4 -> same(life, store -> store.read(task, after, 1 + (int) after));
                case 5 -> same(life, store -> store.accepted(task));
                case 6 -> same(life, store -> store.position(task));
                default ->
                    assertThat(life.realOwnership.unfinished())
                            .containsExactlyInAnyOrderElementsOf(life.simOwnership.unfinished());
            }
        }

        private void sameOutcomes(LifePair life) throws SQLException {
            if (!life.batches.isEmpty()) {
                List<Commit> batch = life.batches.get(random.nextInt(life.batches.size()));
                assertThat(life.realJournal.outcomesOf(batch)).isEqualTo(life.simJournal.outcomesOf(batch));
            }
        }

        private static void same(LifePair life, Function<JournalStore, Object> question) {
            assertThat(question.apply(life.realJournal)).isEqualTo(question.apply(life.simJournal));
        }

        private void happen(LifePair life) throws SQLException {
            int limit = random.nextBoolean() ? 1 + random.nextInt(3) : 100;
            int event = random.nextInt(10);
            last = "event " + event + " of " + life.name;
            switch (event) {
                case 0 -> life.renew();
                case 1 -> life.release();
                case 2 -> life.disconnect();
                case 3 -> databases.age(life.incarnation, Duration.ofMinutes(random.nextBoolean() ? 45 : 90));
                case 4 -> life.steady = !life.steady;
                case 5 -> begin(life.name);
                case 6 ->
                    assertThat(life.realOwnership.takeOverDead(limit))
                            .containsExactlyInAnyOrderElementsOf(life.simOwnership.takeOverDead(limit));
                case 7 ->
                    assertThat(life.realOwnership.takeOverOrphans(limit))
                            .containsExactlyInAnyOrderElementsOf(life.simOwnership.takeOverOrphans(limit));
                default -> claim(life);
            }
        }

        private void begin(String name) throws SQLException {
            if (lives.size() < 6) {
                lives.add(new LifePair(databases, ids.next(), name));
            }
        }

        private void claim(LifePair life) {
            if (!commits.tasks.isEmpty()) {
                TaskKey task = commits.task();
                long epoch = random.nextInt(4);
                assertThat(life.realOwnership.claim(task)).isEqualTo(life.simOwnership.claim(task));
                assertThat(life.realOwnership.isOurs(task, epoch)).isEqualTo(life.simOwnership.isOurs(task, epoch));
            }
        }

        @Override
        public void close() {
            lives.forEach(LifePair::close);
        }
    }
}
