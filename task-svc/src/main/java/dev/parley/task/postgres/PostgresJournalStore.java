package dev.parley.task.postgres;

import com.google.protobuf.ByteString;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commit.Outcome;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The journal in PostgreSQL, schema {@code task}. Commits use one connection of their own; reads use the pool. */
public final class PostgresJournalStore implements JournalStore, AutoCloseable {
    private static final int READ_BYTES = 1 << 20;

    private final DataSource dataSource;
    private final UUID incarnation;
    private final boolean durable;
    private final WriterConnection writer;

    /** @param writerSource opens the one connection of the writer; it is not pooled */
    public PostgresJournalStore(DataSource dataSource, DataSource writerSource, UUID incarnation) {
        this(dataSource, writerSource, incarnation, false);
    }

    /** @param exports each commit is noted in the outbox, too */
    public PostgresJournalStore(DataSource dataSource, DataSource writerSource, UUID incarnation, boolean exports) {
        this(dataSource, writerSource, incarnation, exports, true);
    }

    /** @param durable false: what was committed last may be lost with the database's machine, and costs no wait for its disk */
    public PostgresJournalStore(
            DataSource dataSource, DataSource writerSource, UUID incarnation, boolean exports, boolean durable) {
        this.dataSource = dataSource;
        this.incarnation = incarnation;
        this.durable = durable;
        this.writer = new WriterConnection(writerSource, incarnation, exports, durable);
    }

    @Override
    public List<Outcome> commit(List<Commit> batch, List<Answered> answered, long number) throws SQLException {
        try {
            long[] bases = batch.isEmpty()
                    ? forget(answered, number)
                    : writer.batch().execute(batch, answered, number, incarnation);
            return outcomes(batch, bases);
        } catch (SQLException | RuntimeException | Error e) {
            if (!isForItsContent(e)) {
                writer.drop();
            }
            throw e;
        }
    }

    /** Refused for what a row holds: the connection is as good as before, and a new one is dear. */
    private static boolean isForItsContent(Throwable e) {
        String state = e instanceof SQLException sql ? sql.getSQLState() : null;
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    @Override
    public void restore(List<Withdrawn> keys) throws SQLException {
        try (PreparedStatement statement = writer.open()
                .prepareStatement(
                        "INSERT INTO task.intake (tenant, key, task_id, digest)"
                                + " SELECT * FROM unnest(?::text[], ?::bytea[], ?::uuid[], ?::bytea[]) ON CONFLICT DO NOTHING")) {
            array(
                    statement,
                    1,
                    "text",
                    keys.stream().map(key -> key.task().tenant()).toArray(String[]::new));
            array(
                    statement,
                    2,
                    "bytea",
                    keys.stream().map(key -> key.key().key().toByteArray()).toArray(byte[][]::new));
            array(
                    statement,
                    3,
                    "uuid",
                    keys.stream().map(key -> key.task().id()).toArray(UUID[]::new));
            array(
                    statement,
                    4,
                    "bytea",
                    keys.stream().map(key -> key.key().digest().toByteArray()).toArray(byte[][]::new));
            statement.executeUpdate();
        } catch (SQLException | RuntimeException | Error e) {
            writer.drop();
            throw e;
        }
    }

    private static void array(PreparedStatement statement, int parameter, String type, Object[] values)
            throws SQLException {
        statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
    }

    /** Nobody waits for forgotten keys, so they need no sync of their own. */
    private long[] forget(List<Answered> answered, long number) throws SQLException {
        BatchStatement statement = writer.batch();
        try (Statement settings = writer.open().createStatement()) {
            settings.execute(WriterConnection.WAIT_FOR_NOTHING);
            try {
                return statement.execute(List.of(), answered, number, incarnation);
            } finally {
                settings.execute(durable ? WriterConnection.WAIT_FOR_DISK : WriterConnection.WAIT_FOR_NOTHING);
            }
        }
    }

    private List<Outcome> outcomes(List<Commit> batch, long[] bases) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Commit commit = batch.get(i);
            if (bases[i] >= 0) {
                outcomes.add(BatchStatement.written(bases[i]));
            } else {
                IntakeKey intake = commit.intake();
                outcomes.add(intake == null ? new Outcome.Fenced() : joined(commit, intake));
            }
        }
        return outcomes;
    }

    private Outcome joined(Commit commit, IntakeKey intake) throws SQLException {
        TaskKey offered = commit.key();
        try (PreparedStatement statement = writer.open()
                .prepareStatement("SELECT task_id, digest FROM task.intake WHERE tenant = ? AND key = ?")) {
            statement.setString(1, offered.tenant());
            statement.setBytes(2, intake.key().toByteArray());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    // a command on a task that is not there
                    return new Outcome.Fenced();
                }
                TaskKey existing = new TaskKey(offered.tenant(), rows.getObject(1, UUID.class));
                boolean ownClaim = commit.newTask() == null && existing.equals(offered);
                if (ownClaim && acceptedUnder(existing, intake.key()).isEmpty()) {
                    release(existing, intake);
                    return new Outcome.Fenced();
                }
                return new Outcome.Joined(existing, intake.digest().equals(ByteString.copyFrom(rows.getBytes(2))));
            }
        }
    }

    /**
     * A follow-up that met the end of its task, written by another instance at that moment: its key was claimed before the row's lock
     * came, and then nothing was written. It holds for nothing, and must not look as if it did.
     */
    private void release(TaskKey task, IntakeKey intake) throws SQLException {
        try (PreparedStatement statement = writer.open()
                .prepareStatement("DELETE FROM task.intake WHERE tenant = ? AND key = ? AND task_id = ?")) {
            statement.setString(1, task.tenant());
            statement.setBytes(2, intake.key().toByteArray());
            statement.setObject(3, task.id());
            statement.executeUpdate();
        }
    }

    @Override
    public long lastBatch() throws SQLException {
        writer.drop();
        try (PreparedStatement statement =
                writer.open().prepareStatement("SELECT last_batch FROM task.writer WHERE incarnation = ?")) {
            statement.setObject(1, incarnation);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : -1;
            }
        }
    }

    @Override
    public List<Outcome> outcomesOf(List<Commit> batch) throws SQLException {
        long[] bases = new long[batch.size()];
        for (int i = 0; i < bases.length; i++) {
            bases[i] = baseOf(batch.get(i));
        }
        return outcomes(batch, bases);
    }

    /**
     * Where the commit's entries begin. By its time, too: a call that was made twice has the same task id, and equal entries, but only
     * the first of the two was written.
     */
    private long baseOf(Commit commit) throws SQLException {
        try (PreparedStatement statement = writer.open()
                .prepareStatement("SELECT seq FROM task.journal WHERE tenant = ? AND task_id = ? AND payload = ?"
                        + " AND kind = ? AND at = ANY (?) ORDER BY seq DESC LIMIT 1")) {
            statement.setString(1, commit.key().tenant());
            statement.setObject(2, commit.key().id());
            statement.setBytes(3, commit.entries().getLast().body().toByteArray());
            statement.setInt(4, commit.entries().getLast().kind().number());
            // as an array, so that the database rounds it as it did when it was written
            array(statement, 5, "timestamptz", new Object[] {
                Sql.timestamp(commit.entries().getLast().at())
            });
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) - commit.entries().size() : -1;
            }
        }
    }

    @Override
    public Optional<TaskRow> find(TaskKey key) {
        return Sql.first(
                dataSource,
                "SELECT " + TaskRows.COLUMNS + " FROM task.task WHERE tenant = ? AND task_id = ?",
                statement -> {
                    statement.setString(1, key.tenant());
                    statement.setObject(2, key.id());
                },
                TaskRows::read);
    }

    @Override
    public List<Entry> read(TaskKey key, long after, int maxEntries) {
        return Sql.query(
                dataSource,
                "SELECT seq, kind, payload, at FROM (SELECT seq, kind, payload, at,"
                        + " sum(length(payload)) OVER (ORDER BY seq) - length(payload) AS before"
                        + " FROM (SELECT * FROM task.journal WHERE tenant = ? AND task_id = ? AND seq > ?"
                        + " ORDER BY seq LIMIT ?) page) weighed WHERE before < " + READ_BYTES + " ORDER BY seq",
                statement -> {
                    statement.setString(1, key.tenant());
                    statement.setObject(2, key.id());
                    statement.setLong(3, after);
                    statement.setInt(4, maxEntries);
                },
                rows -> Entry.parse(rows.getLong(1), rows.getInt(2), rows.getBytes(3), Sql.instant(rows, 4)));
    }

    @Override
    public Page list(Filter filter) {
        ListQuery query = new ListQuery(filter);
        int total = Sql.query(dataSource, query.countSql(), query::bindFilter, rows -> rows.getInt(1))
                .getFirst();
        List<TaskRow> rows = Sql.query(
                dataSource, query.pageSql(TaskRows.COLUMNS_WITHOUT_SNAPSHOT), query::bindPage, TaskRows::read);
        return new Page(rows, total);
    }

    @Override
    public Optional<TaskRow> newestOfContext(String tenant, String subject, String contextId, String agentOrEmpty) {
        return Sql.first(
                dataSource,
                "SELECT " + TaskRows.COLUMNS_WITHOUT_SNAPSHOT
                        + " FROM task.task WHERE tenant = ? AND subject = ? AND context_id = ?"
                        + " AND agent <> '' AND (? = '' OR (agent = ? AND remote_context <> ''))"
                        + " ORDER BY created_at DESC LIMIT 1",
                statement -> {
                    statement.setString(1, tenant);
                    statement.setString(2, subject);
                    statement.setString(3, contextId);
                    statement.setString(4, agentOrEmpty);
                    statement.setString(5, agentOrEmpty);
                },
                TaskRows::read);
    }

    @Override
    public Optional<Outcome.Joined> held(String tenant, IntakeKey key) {
        return Sql.first(
                dataSource,
                "SELECT task_id, digest FROM task.intake WHERE tenant = ? AND key = ?"
                        + " AND (expires_at IS NULL OR expires_at >= now())",
                statement -> {
                    statement.setString(1, tenant);
                    statement.setBytes(2, key.key().toByteArray());
                },
                rows -> new Outcome.Joined(
                        new TaskKey(tenant, rows.getObject(1, UUID.class)),
                        key.digest().equals(ByteString.copyFrom(rows.getBytes(2)))));
    }

    @Override
    public Optional<Position> position(TaskKey key) {
        return Sql.first(
                dataSource,
                "SELECT state, last_seq FROM task.task WHERE tenant = ? AND task_id = ?",
                statement -> {
                    statement.setString(1, key.tenant());
                    statement.setObject(2, key.id());
                },
                rows -> new Position(TaskState.ofNumber(rows.getInt(1)), rows.getLong(2)));
    }

    @Override
    public List<Entry> accepted(TaskKey key) {
        return Sql.query(
                dataSource,
                "SELECT seq, kind, payload, at FROM task.journal WHERE tenant = ? AND task_id = ? AND kind = ?"
                        + " ORDER BY seq DESC",
                statement -> {
                    statement.setString(1, key.tenant());
                    statement.setObject(2, key.id());
                    statement.setInt(3, EntryKind.ACCEPTED.number());
                },
                rows -> Entry.parse(rows.getLong(1), rows.getInt(2), rows.getBytes(3), Sql.instant(rows, 4)));
    }

    @Override
    public void close() {
        writer.drop();
    }
}
