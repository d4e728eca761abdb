package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.kit.ids.UuidV7;
import dev.parley.task.archive.ArchiveReader;
import dev.parley.task.journal.ClientTaskName;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commit.Outcome;
import dev.parley.task.journal.Commits;
import dev.parley.task.journal.GroupCommit;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.Webhook;
import dev.parley.task.lifecycle.TaskState;
import dev.parley.task.postgres.PostgresClientTasks;
import dev.parley.task.postgres.PostgresDays;
import dev.parley.task.postgres.PostgresJournalStore;
import dev.parley.task.postgres.Schema;
import dev.parley.task.retention.DayStore.DayState;
import dev.parley.task.retention.DayStore.Ledger;
import dev.parley.task.retention.DayStore.State;
import dev.parley.task.retention.Horizon;
import dev.parley.task.retention.RetentionConfig;
import dev.parley.task.retention.RetentionKeeper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days of tasks that expire, on a real PostgreSQL. */
class RetentionIT {
    private static final Random RANDOM = new Random(11);
    private static LocalDate old = LocalDate.EPOCH;

    @TempDir
    Path folder;

    private static final TestDatabase migrated = TestDatabase.empty();
    private DataSource database;
    private PostgresDays days;
    private PostgresJournalStore store;
    private final Horizon horizon = new Horizon();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    private long batches;

    @BeforeAll
    static void migrate() {
        old = LocalDate.now(ZoneOffset.UTC).minusDays(40);
        // the clock of forty days ago makes that day's partitions, and those of the days around it
        new Schema(migrated.source(), () -> noon(old)).migrate();
        new Schema(migrated.source(), InstantSource.system()).makePartitions();
    }

    @BeforeEach
    void start() throws Exception {
        TestDatabase own = migrated.copy();
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(own.url());
        pool.setUsername("postgres");
        pool.setMaximumPoolSize(16);
        database = new HikariDataSource(pool);
        days = new PostgresDays(database);
        store = new PostgresJournalStore(database, own.source(), new UuidV7(InstantSource.system(), RANDOM).next());
        execute("UPDATE task.retention SET clock_seen = now()");
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        database.unwrap(HikariDataSource.class).close();
    }

    private static Instant noon(LocalDate day) {
        return day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    }

    private static TaskKey key(LocalDate day) {
        return key("t", day);
    }

    private static TaskKey key(String tenant, LocalDate day) {
        return new TaskKey(tenant, new UuidV7(() -> noon(day), RANDOM).next());
    }

    private void commit(Commit commit) throws SQLException {
        assertThat(store.commit(List.of(commit), List.of(), ++batches).getFirst())
                .isInstanceOf(Outcome.Written.class);
    }

    private TaskKey begun(TaskKey key) throws SQLException {
        commit(Commit.accept(Commits.row(key), Commits.intake("of " + key), List.of(Commits.entry())));
        return key;
    }

    private TaskKey ended(TaskKey key) throws SQLException {
        begun(key);
        end(key);
        return key;
    }

    private void end(TaskKey key) throws SQLException {
        RowChange end = RowChange.status(TaskState.COMPLETED, Instant.now(), null, null);
        commit(Commit.append(key, 0, List.of(Commits.entry(), Commits.entry()), end));
    }

    private RetentionConfig config(Path archive, Map<String, Duration> tenants) {
        return new RetentionConfig(
                true,
                Duration.ofDays(30),
                tenants,
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                archive == null ? null : archive.toString(),
                Duration.ofDays(3),
                Duration.ofDays(1));
    }

    private RetentionKeeper keeper(RetentionConfig config) {
        return new RetentionKeeper(days, config, horizon, InstantSource.system(), meters);
    }

    private Ledger ledger(Predicate<Ledger> wanted) {
        return TaskServiceFixture.eventually(days::ledger, wanted);
    }

    private static Optional<DayState> of(Ledger ledger, LocalDate day) {
        return ledger.dayStates().stream()
                .filter(state -> state.day().equals(day))
                .findFirst();
    }

    private static Predicate<Ledger> day(LocalDate day, State state) {
        return ledger -> of(ledger, day).filter(found -> found.state() == state).isPresent();
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void day_goesWithAllThatBelongsToIt() throws Exception {
        TaskKey gone = ended(key(old));
        TaskKey young = ended(key(today));
        PostgresClientTasks names = new PostgresClientTasks(database);
        ClientTaskName name = new ClientTaskName("t", ByteString.copyFromUtf8("theirs"));
        names.bind(name, gone.id(), new UUID(0, 0));

        try (RetentionKeeper keeper = keeper(config(null, Map.of()))) {
            ledger(day(old, State.GONE));
            TaskServiceFixture.eventually(() -> horizon.isExpired(gone.id()), expired -> expired);
            ledger(seen -> seen.oldestDay().equals(today.minusDays(1)));
        }

        assertThat(days.days()).doesNotContain(old).contains(today);
        assertThat(count("SELECT count(*) FROM task.journal")).isEqualTo(3);
        assertThat(store.find(young)).isPresent();
        assertThat(horizon.isExpired(young.id())).isFalse();
        assertThat(count("SELECT count(*) FROM task.intake"))
                .as("of the young one")
                .isEqualTo(1);
        assertThat(names.find(name)).isEmpty();
        assertThat(meters.get("parley.retention.partitions.dropped").counter().count())
                .as("nine days of six tables")
                .isEqualTo(9 * 6);
    }

    @Test
    void dayWithALiveTask_isHeldServedAndReportedUntilThatEnds() throws Exception {
        TaskKey live = begun(key(old));
        TaskKey beside = ended(key(old));
        TaskKey other = ended(key(old.plusDays(1)));

        try (RetentionKeeper keeper = keeper(config(null, Map.of()))) {
            Ledger held = ledger(day(old.plusDays(1), State.GONE).and(day(old, State.HELD)));
            TaskServiceFixture.eventually(() -> horizon.isExpired(other.id()), expired -> expired);
            assertThat(of(held, old).orElseThrow().heldBy()).isEqualTo(1);
            assertThat(horizon.isExpired(live.id())).isFalse();
            assertThat(horizon.isExpired(beside.id())).isFalse();
            assertThat(store.find(beside)).isPresent();
            TaskServiceFixture.eventually(
                    keeper::summary, text -> text.contains(old + " kept, not done with: 1 of task"));

            end(live);
            ledger(day(old, State.GONE));
        }
        assertThat(store.find(beside)).isEmpty();
    }

    @Test
    void dayWithAnOpenWebhook_isHeld() throws Exception {
        TaskKey key = key(old);
        Webhook webhook = new Webhook("w", "https://example.org/", "", null, "", "1.0");
        commit(Commit.accept(Commits.row(key), Commits.intake("hook"), List.of(Commits.entry()), webhook));
        end(key);

        try (RetentionKeeper keeper = keeper(config(null, Map.of()))) {
            Ledger held = ledger(day(old, State.HELD));
            assertThat(of(held, old).orElseThrow().reason()).isEqualTo("not done with: 1 of push_config");
            execute("UPDATE task.push_config SET state = 2");
            ledger(day(old, State.GONE));
        }
    }

    @Test
    void day_staysAsLongAsAnyTenantWants() throws Exception {
        ended(key("t", old));
        ended(key("patient", old));
        ended(key("t", old.plusDays(1)));

        try (RetentionKeeper keeper = keeper(config(null, Map.of("patient", Duration.ofDays(60))))) {
            Ledger held = ledger(day(old.plusDays(1), State.GONE).and(day(old, State.HELD)));
            assertThat(of(held, old).orElseThrow().heldBy()).isZero();
        }
        assertThat(days.days()).contains(old);
    }

    @Test
    void archive_holdsTheDayAndIsReadAgain() throws Exception {
        TaskKey first = ended(key(old));
        TaskKey second = ended(key(old));
        Path archives = folder.resolve("archives");

        try (RetentionKeeper keeper = keeper(config(archives, Map.of()))) {
            DayState gone = of(ledger(day(old, State.GONE)), old).orElseThrow();
            assertThat(gone.archive()).isEqualTo("tasks-" + old + ".jsonl.gz");
            assertThat(gone.rows()).containsAllEntriesOf(Map.of("task", 2L, "journal", 6L, "push_config", 0L));
        }

        Map<String, Integer> rows = new HashMap<>();
        try (ArchiveReader reader = ArchiveReader.open(archives.resolve("tasks-" + old + ".jsonl.gz"))) {
            assertThat(reader.day()).isEqualTo(old.toString());
            for (ArchiveReader.Row row = reader.next(); row != null; row = reader.next()) {
                rows.merge(row.table() + " " + row.json().path("task_id").asText(), 1, Integer::sum);
                assertThat(row.json().has("snapshot"))
                        .as("follows from the journal")
                        .isFalse();
            }
        }
        assertThat(rows)
                .isEqualTo(
                        Map.of("task " + first, 1, "journal " + first, 3, "task " + second, 1, "journal " + second, 3));
        try (var files = Files.list(archives)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("no part is left")
                    .allMatch(name -> name.startsWith("tasks-"));
        }
    }

    @Test
    void archiveThatCannotBeWritten_keepsTheDay() throws Exception {
        TaskKey kept = ended(key(old));
        Path noFolder = Files.writeString(folder.resolve("archives"), "a file");

        try (RetentionKeeper keeper = keeper(config(noFolder, Map.of()))) {
            Ledger delayed = ledger(
                    seen -> of(seen, old).filter(day -> !day.reason().isEmpty()).isPresent());
            assertThat(of(delayed, old).orElseThrow().state()).isEqualTo(State.GOING);
            assertThat(store.find(kept)).isPresent();
            assertThat(meters.get("parley.retention.failures").counter().count())
                    .isPositive();

            Files.delete(noFolder);
            ledger(day(old, State.GONE));
        }
        assertThat(folder.resolve("archives").resolve("tasks-" + old + ".jsonl.gz"))
                .isNotEmptyFile();
    }

    @Test
    void clockThatJumpedAhead_dropsNothing() throws Exception {
        TaskKey kept = ended(key(old));
        // as if the keeper had last seen a clock of ten days ago, and had not had time to see this one go on
        execute("UPDATE task.retention SET clock_seen = now() - interval '10 days'");

        try (RetentionKeeper keeper = keeper(config(null, Map.of()))) {
            Instant round = ledger(seen -> seen.suspectSince() != null).roundAt();
            ledger(seen -> seen.roundAt().isAfter(round));
            assertThat(store.find(kept)).isPresent();
            assertThat(days.place().last()).isNull();
            TaskServiceFixture.eventually(keeper::summary, text -> text.contains("the clock jumped"));

            // a day later
            execute("UPDATE task.retention SET suspect_since = now() - interval '25 hours'");
            ledger(day(old, State.GONE));
        }
    }

    @Test
    void firstRound_measuresTheClockByTheNewestTask() throws Exception {
        TaskKey kept = ended(key(old));
        execute("UPDATE task.retention SET clock_seen = NULL");

        try (RetentionKeeper keeper = keeper(config(null, Map.of()))) {
            ledger(seen -> seen.suspectSince() != null);
            assertThat(store.find(kept)).isPresent();
        }
    }

    @Test
    void readerThatStaysInATransaction_delaysADayAndNobodyElse() throws Exception {
        ended(key(old));
        TaskKey young = begun(key(today));

        try (Connection reader = database.getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.executeQuery("SELECT count(*) FROM task.task").close();
            try (RetentionKeeper keeper = keeper(config(null, Map.of()))) {
                TaskServiceFixture.eventually(
                        () -> unchecked(() -> count("SELECT count(*) FROM pg_inherits WHERE inhdetachpending")),
                        pending -> pending == 1);
                // the detach waits for the reader, and nobody waits for the detach
                commit(Commit.append(young, 0, List.of(Commits.entry()), RowChange.NONE));
                // what the detach that was cut off has begun is finished later
                execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE query LIKE 'ALTER TABLE%' AND datname = current_database()");
                reader.rollback();
                ledger(day(old, State.GONE));
            }
        }
    }

    private interface Reading {
        long read() throws SQLException;
    }

    private static long unchecked(Reading reading) {
        try {
            return reading.read();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void writerAtWork_isNeitherStalledNorBroken() throws Exception {
        ended(key(old));
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong written = new AtomicLong();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (GroupCommit journal = new GroupCommit(store, InstantSource.system(), meters)) {
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    while (!done.get()) {
                        write(journal);
                        written.incrementAndGet();
                    }
                } catch (Exception | AssertionError e) {
                    failure.set(e);
                }
            });
            TaskServiceFixture.eventually(written::get, count -> count > 20);
            try (RetentionKeeper keeper = keeper(config(null, Map.of()))) {
                ledger(day(old, State.GONE));
            }
            long then = written.get();
            TaskServiceFixture.eventually(written::get, count -> count > then + 20 || failure.get() != null);
            done.set(true);
            writer.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(count("SELECT count(*) FROM task.journal")).isEqualTo(3 * written.get());
    }

    /** A task from its acceptance to its end, so that every part of the batch's statement is planned. */
    private static void write(GroupCommit journal) throws Exception {
        TaskKey key = key(LocalDate.now(ZoneOffset.UTC));
        IntakeKey intake = Commits.intake("writer " + key);
        Commit accept = Commit.accept(Commits.row(key), intake, List.of(Commits.entry()));
        journal.submit(accept);
        assertThat(accept.outcome().get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Written.class);
        RowChange end = RowChange.status(TaskState.COMPLETED, Instant.now(), null, null);
        Commit append = Commit.append(key, 0, List.of(Commits.entry(), Commits.entry()), end);
        journal.submit(append);
        assertThat(append.outcome().get(10, TimeUnit.SECONDS)).isEqualTo(new Outcome.Written(2));
    }

    @Test
    void severalKeepers_areOneAtATime() throws Exception {
        ended(key(old));
        RetentionConfig config = config(folder.resolve("archives"), Map.of());
        try (RetentionKeeper one = keeper(config);
                RetentionKeeper two = keeper(config);
                RetentionKeeper three = keeper(config)) {
            ledger(day(old, State.GONE));
        }
        assertThat(count("SELECT count(*) FROM task.retention_day WHERE reason <> ''"))
                .isZero();
        assertThat(meters.get("parley.retention.failures").counter().count()).isZero();
    }
}
