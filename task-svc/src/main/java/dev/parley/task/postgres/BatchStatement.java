package dev.parley.task.postgres;

import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commit.Outcome;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.RowChange;
import dev.parley.task.journal.TaskRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch of commits as one statement and so one round trip and one transaction. Its parts: {@code k} claims the intake
 * keys, {@code n} keeps the new tasks whose key was free, {@code u} numbers appends and fences them (only rows whose epoch
 * is still the owner's come back, locked in task order), {@code j} writes the entries of just those.
 */
final class BatchStatement {
    static final String SQL =
            """
            WITH k AS (
                INSERT INTO task.intake (tenant, key, task_id, digest, expires_at)
                SELECT * FROM unnest(?::text[], ?::bytea[], ?::uuid[], ?::bytea[], ?::timestamptz[])
                ON CONFLICT DO NOTHING
                RETURNING task_id, key),
            n AS MATERIALIZED (
                SELECT * FROM unnest(?::int[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
                                     ?::int[], ?::int[], ?::uuid[], ?::text[])
                    AS x (i, tenant, task_id, subject, endpoint, context_id, at, first, entries, owner, agent)
                WHERE (x.task_id IN (SELECT task_id FROM k)) IS TRUE),
            t AS (
                INSERT INTO task.task (tenant, task_id, subject, endpoint, context_id, state, is_task, status_at, created_at,
                                       last_seq, epoch, owner, agent, remote_task, remote_context, snapshot_seq)
                SELECT tenant, task_id, subject, endpoint, context_id, 1, true, at, at, entries, 0, owner, agent, '', '', 0
                FROM n),
            c AS MATERIALIZED (
                SELECT * FROM unnest(?::int[], ?::text[], ?::uuid[], ?::bigint[], ?::bytea[], ?::int[], ?::int[],
                                     ?::smallint[], ?::timestamptz[], ?::boolean[], ?::text[], ?::text[], ?::text[],
                                     ?::bytea[])
                    AS x (i, tenant, task_id, epoch, key, first, entries, state, status_at, is_task, agent, remote_task,
                          remote_context, snapshot)
                WHERE x.key IS NULL OR (x.key IN (SELECT key FROM k)) IS TRUE),
            l AS MATERIALIZED (
                SELECT c.i, t.tenant, t.task_id FROM c JOIN task.task t USING (tenant, task_id)
                WHERE c.epoch < 0 OR t.epoch = c.epoch
                ORDER BY t.tenant, t.task_id FOR NO KEY UPDATE OF t),
            u AS (
                UPDATE task.task t SET
                    last_seq = t.last_seq + c.entries,
                    state = coalesce(c.state, t.state),
                    status_at = coalesce(c.status_at, t.status_at),
                    is_task = coalesce(c.is_task, t.is_task),
                    agent = coalesce(c.agent, t.agent),
                    remote_task = coalesce(c.remote_task, t.remote_task),
                    remote_context = coalesce(c.remote_context, t.remote_context),
                    -- a follow-up waits until the agent says something new
                    waiting = CASE WHEN c.key IS NOT NULL THEN true WHEN c.state IS NOT NULL THEN false ELSE t.waiting END,
                    snapshot = coalesce(c.snapshot, t.snapshot),
                    snapshot_seq = CASE WHEN c.snapshot IS NULL THEN t.snapshot_seq ELSE t.last_seq + c.entries END
                FROM l, c
                WHERE c.i = l.i AND t.tenant = l.tenant AND t.task_id = l.task_id
                  AND (c.epoch < 0 OR t.epoch = c.epoch)
                RETURNING c.i, t.tenant, t.task_id, t.last_seq - c.entries AS base, c.first, c.entries),
            b AS (
                SELECT i, tenant, task_id, 0::bigint AS base, first, entries FROM n
                UNION ALL SELECT i, tenant, task_id, base, first, entries FROM u),
            j AS (
                INSERT INTO task.journal (tenant, task_id, seq, kind, format, payload, at)
                SELECT b.tenant, b.task_id, b.base + g, (?::smallint[])[b.first + g], 1, (?::bytea[])[b.first + g],
                       (?::timestamptz[])[b.first + g]
                FROM b CROSS JOIN LATERAL generate_series(1, b.entries) g),
            d AS (
                DELETE FROM task.intake i USING unnest(?::text[], ?::bytea[]) AS x (tenant, key)
                WHERE i.tenant = x.tenant AND i.key = x.key AND i.expires_at IS NULL),
            w AS (
                UPDATE task.instance SET last_batch = ? WHERE incarnation = ?)
            SELECT i, base FROM b
            """;

    private BatchStatement() {}

    /** Base sequence a commit, or -1 where nothing was written. */
    static long[] execute(
            PreparedStatement statement,
            List<Commit> batch,
            List<dev.parley.task.journal.JournalStore.Answered> answered,
            long number,
            UUID incarnation)
            throws SQLException {
        Columns columns = new Columns(batch, answered, incarnation);
        columns.bind(statement, number);
        long[] bases = new long[batch.size()];
        Arrays.fill(bases, -1);
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                bases[rows.getInt(1)] = rows.getLong(2);
            }
        }
        return bases;
    }

    static Outcome written(long base) {
        return new Outcome.Written(base + 1);
    }

    static OffsetDateTime timestamp(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable OffsetDateTime timestampOrNull(@Nullable Instant at) {
        return at == null ? null : timestamp(at);
    }

    /** The batch turned on its side: an array a column. */
    private static final class Columns {
        private final List<Commit> intakes;
        private final List<Commit> accepts;
        private final List<Commit> appends;
        private final List<Commit> batch;
        private final List<dev.parley.task.journal.JournalStore.Answered> answered;
        private final UUID incarnation;
        private int parameter;

        Columns(
                List<Commit> batch,
                List<dev.parley.task.journal.JournalStore.Answered> answered,
                UUID incarnation) {
            this.batch = batch;
            this.answered = answered;
            this.incarnation = incarnation;
            this.intakes = batch.stream().filter(commit -> commit.intake() != null).toList();
            this.accepts = batch.stream().filter(commit -> commit.newTask() != null).toList();
            this.appends = batch.stream().filter(commit -> commit.newTask() == null).toList();
        }

        void bind(PreparedStatement statement, long number) throws SQLException {
            parameter = 0;
            bindIntakes(statement);
            bindAccepts(statement);
            bindAppends(statement);
            bindEntries(statement);
            array(statement, "text", answered.stream().map(done -> done.tenant()).toArray());
            array(statement, "bytea", answered.stream()
                    .map(done -> done.key().key().toByteArray())
                    .toArray(byte[][]::new));
            statement.setLong(++parameter, number);
            statement.setObject(++parameter, incarnation);
        }

        private void bindIntakes(PreparedStatement statement) throws SQLException {
            array(statement, "text", of(intakes, commit -> commit.key().tenant()));
            array(statement, "bytea", bytes(intakes, commit -> keyOf(commit).key().toByteArray()));
            array(statement, "uuid", of(intakes, commit -> commit.key().id()));
            array(statement, "bytea", bytes(intakes, commit -> keyOf(commit).digest().toByteArray()));
            array(statement, "timestamptz", of(intakes, commit -> timestampOrNull(keyOf(commit).expiresAt())));
        }

        private void bindAccepts(PreparedStatement statement) throws SQLException {
            array(statement, "int4", of(accepts, batch::indexOf));
            array(statement, "text", of(accepts, commit -> commit.key().tenant()));
            array(statement, "uuid", of(accepts, commit -> commit.key().id()));
            array(statement, "text", of(accepts, commit -> rowOf(commit).subject()));
            array(statement, "text", of(accepts, commit -> rowOf(commit).endpoint()));
            array(statement, "text", of(accepts, commit -> rowOf(commit).contextId()));
            array(statement, "timestamptz", of(accepts, commit -> timestamp(rowOf(commit).createdAt())));
            array(statement, "int4", of(accepts, this::firstEntry));
            array(statement, "int4", of(accepts, commit -> commit.entries().size()));
            array(statement, "uuid", of(accepts, commit -> incarnation));
            array(statement, "text", of(accepts, commit -> rowOf(commit).agent()));
        }

        private void bindAppends(PreparedStatement statement) throws SQLException {
            array(statement, "int4", of(appends, batch::indexOf));
            array(statement, "text", of(appends, commit -> commit.key().tenant()));
            array(statement, "uuid", of(appends, commit -> commit.key().id()));
            array(statement, "int8", of(appends, Commit::epoch));
            array(
                    statement,
                    "bytea",
                    bytes(
                            appends,
                            commit -> commit.intake() == null
                                    ? null
                                    : commit.intake().key().toByteArray()));
            array(statement, "int4", of(appends, this::firstEntry));
            array(statement, "int4", of(appends, commit -> commit.entries().size()));
            array(
                    statement,
                    "int2",
                    of(appends, commit -> commit.change().state() == null
                            ? null
                            : (short) commit.change().state().wire().getNumber()));
            array(statement, "timestamptz", of(appends, commit -> timestampOrNull(commit.change().statusAt())));
            array(statement, "bool", of(appends, commit -> commit.change().isTask()));
            array(statement, "text", of(appends, commit -> commit.change().agent()));
            array(statement, "text", of(appends, commit -> commit.change().remoteTask()));
            array(statement, "text", of(appends, commit -> commit.change().remoteContext()));
            array(statement, "bytea", bytes(appends, commit -> snapshotOf(commit.change())));
        }

        private void bindEntries(PreparedStatement statement) throws SQLException {
            List<NewEntry> entries =
                    batch.stream().flatMap(commit -> commit.entries().stream()).toList();
            array(statement, "int2", entries.stream()
                    .map(entry -> (short) entry.kind().number())
                    .toArray());
            array(statement, "bytea", entries.stream()
                    .map(entry -> entry.body().toByteArray())
                    .toArray(byte[][]::new));
            array(statement, "timestamptz", entries.stream()
                    .map(entry -> timestamp(entry.at()))
                    .toArray());
        }

        /** How many entries stand before those of this commit: SQL counts from one, so entry g is at first + g. */
        private int firstEntry(Commit wanted) {
            int before = 0;
            for (Commit commit : batch) {
                if (commit == wanted) {
                    return before;
                }
                before += commit.entries().size();
            }
            throw new IllegalArgumentException("no commit of this batch");
        }

        private void array(PreparedStatement statement, String type, Object[] values) throws SQLException {
            Connection connection = statement.getConnection();
            statement.setArray(++parameter, connection.createArrayOf(type, values));
        }

        private static IntakeKey keyOf(Commit commit) {
            return java.util.Objects.requireNonNull(commit.intake());
        }

        private static TaskRow rowOf(Commit commit) {
            return java.util.Objects.requireNonNull(commit.newTask());
        }

        private static byte @Nullable [] snapshotOf(RowChange change) {
            return change.snapshot() == null ? null : change.snapshot().toByteArray();
        }

        private interface Column<T> {
            @Nullable T of(Commit commit);
        }

        private static Object[] of(List<Commit> commits, Column<?> column) {
            Object[] values = new Object[commits.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = column.of(commits.get(i));
            }
            return values;
        }

        private static byte[][] bytes(List<Commit> commits, Column<byte[]> column) {
            byte[][] values = new byte[commits.size()][];
            for (int i = 0; i < values.length; i++) {
                values[i] = column.of(commits.get(i));
            }
            return values;
        }
    }
}
