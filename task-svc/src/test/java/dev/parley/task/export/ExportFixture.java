package dev.parley.task.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.kit.ids.UuidV7;
import dev.parley.task.TestDatabase;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commit.Outcome;
import dev.parley.task.journal.Commits;
import dev.parley.task.journal.GroupCommit;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.lifecycle.TaskState;
import dev.parley.task.postgres.PostgresJournalStore;
import dev.parley.task.postgres.PostgresOutbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two writers that fill the outbox of a real PostgreSQL. */
abstract class ExportFixture {
    static final Random RANDOM = new Random(17);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    /** The last entry of each task that was written. */
    final Map<String, Long> written = new ConcurrentHashMap<>();

    HikariDataSource database;
    /** Opens connections of no pool. */
    DataSource unpooled;

    private PostgresJournalStore one;
    private PostgresJournalStore two;
    GroupCommit first;
    GroupCommit second;

    @BeforeEach
    void startDatabase() throws Exception {
        TestDatabase own = TestDatabase.migrated();
        unpooled = own.source();
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(own.url());
        pool.setMaximumPoolSize(16);
        database = new HikariDataSource(pool);
        one = new PostgresJournalStore(database, unpooled, id(), true);
        two = new PostgresJournalStore(database, unpooled, id(), true);
        first = new GroupCommit(one, InstantSource.system(), meters);
        second = new GroupCommit(two, InstantSource.system(), meters);
    }

    @AfterEach
    void stopDatabase() throws Exception {
        first.close();
        second.close();
        one.close();
        two.close();
        database.close();
    }

    static UUID id() {
        return new UuidV7(InstantSource.system(), RANDOM).next();
    }

    static ExportConfig config(long maxBacklog) {
        return new ExportConfig(
                true,
                "/parley/test",
                1 << 19,
                maxBacklog,
                Duration.ofMillis(10),
                Duration.ofSeconds(2),
                Duration.ofMillis(50),
                Duration.ofMillis(400));
    }

    PostgresOutbox outbox() {
        return new PostgresOutbox(database, id());
    }

    EventExport export(ExportConfig config, List<EventSink> sinks, List<TaskEventListener> listeners) {
        return new EventExport(config, sinks, listeners, outbox(), InstantSource.system(), RANDOM, meters);
    }

    /** A task whose entries come from both writers in turn, as an owner's and others' commands do. */
    void writeTask(int commits) throws Exception {
        TaskKey key = Commits.key();
        commit(first, Commit.accept(Commits.row(key), Commits.intake("of " + key), List.of(Commits.entry())));
        long last = 1;
        for (int i = 0; i < commits; i++) {
            List<NewEntry> entries = i % 3 == 0 ? List.of(Commits.entry(), Commits.entry()) : List.of(Commits.entry());
            commit(i % 2 == 0 ? second : first, Commit.command(key, null, entries));
            last += entries.size();
        }
        RowChange end = RowChange.status(TaskState.COMPLETED, Instant.now(), null, null);
        commit(first, Commit.append(key, 0, List.of(Commits.entry()), end));
        written.put(key.toString(), last + 1);
    }

    private static void commit(GroupCommit journal, Commit commit) throws Exception {
        journal.submit(commit);
        assertThat(commit.outcome().get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Written.class);
    }

    /** Tasks by so many threads at once. */
    void writeTasks(int threads, int tasksEach, int commits) throws Exception {
        try (var scope = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new java.util.ArrayList<java.util.concurrent.Future<?>>();
            for (int i = 0; i < threads; i++) {
                done.add(scope.submit(() -> {
                    for (int task = 0; task < tasksEach; task++) {
                        writeTask(commits);
                    }
                    return true;
                }));
            }
            for (var future : done) {
                future.get(60, TimeUnit.SECONDS);
            }
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long count(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }
}
