package dev.parley.task.postgres;

import dev.parley.task.journal.Commit;
import dev.parley.task.journal.Commit.Outcome;
import dev.parley.task.journal.JournalStore.Answered;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Batches of commits, each as one statement and so one round trip and one transaction. Its parts: {@code k} claims the
 * intake keys, {@code n} keeps the new tasks whose key was free and whose id is new, {@code u} numbers appends and fences them (only rows whose
 * epoch is still the owner's come back), {@code j} writes the entries of just those, {@code s} their webhooks, {@code y} what
 * cannot be delivered, {@code e} when a task must have ended, {@code z} checkpoints, {@code o} that there is something to export. A batch
 * without accepts, appends, claims, webhooks, dead letters, deadlines, checkpoints or answered keys has a statement without that part, for
 * each costs even when there is nothing to do.
 *
 * <p>The statements of one connection; not safe for threads.
 */
final class BatchStatement {
    /** What its connection is set to: one plan for ever, so it must reach rows by key however small the tables are yet. */
    static final List<String> PLANNER_SETTINGS = List.of(
            "SET plan_cache_mode = force_generic_plan",
            "SET enable_seqscan = off",
            "SET enable_hashjoin = off",
            "SET enable_mergejoin = off");

    private static final String WEBHOOKS = """
            p AS MATERIALIZED (
                SELECT * FROM unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                    AS x (i, config_id, url, token, auth_scheme, auth_credentials, version)),
            """;
    private static final String CLAIM = """
            k AS (
                INSERT INTO task.intake (tenant, key, task_id, digest, expires_at)
                SELECT x.tenant, x.key, x.task_id, x.digest, x.expires_at
                FROM unnest(?::text[], ?::bytea[], ?::uuid[], ?::bytea[], ?::timestamptz[], ?::boolean[])
                    AS x (tenant, key, task_id, digest, expires_at, makes_task)
                -- a message that comes again after its answer: its task is there, and nothing is claimed or made; nor by a
                -- follow-up to a task that has ended
                WHERE x.makes_task <> EXISTS (
                    SELECT 1 FROM task.task t WHERE t.tenant = x.tenant AND t.task_id = x.task_id
                        AND (x.makes_task OR t.state IN (1, 2, 6, 8)))
                ON CONFLICT (tenant, key) DO UPDATE SET task_id = excluded.task_id, digest = excluded.digest,
                                                        expires_at = excluded.expires_at
                    WHERE intake.expires_at < now()
                RETURNING tenant, task_id, key),
            """;
    private static final String ACCEPT = """
            n AS MATERIALIZED (
                SELECT x.* FROM unnest(?::int[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
                                     ?::int[], ?::int[], ?::text[])
                    AS x (i, tenant, task_id, subject, endpoint, context_id, at, first, entries, agent)
                WHERE (x.task_id IN (SELECT task_id FROM k)) IS TRUE),
            t AS (
                INSERT INTO task.task (tenant, task_id, subject, endpoint, context_id, state, is_task, status_at, created_at,
                                       last_seq, epoch, owner, agent, remote_task, remote_context,
                                       snapshot_seq /* pushed */)
                SELECT tenant, task_id, subject, endpoint, context_id, 1, true, at, at, entries, 0, ?::uuid, agent, '', '',
                       0 /* whether */
                FROM n),
            """;
    private static final String APPEND = """
            c AS (
                SELECT * FROM unnest(?::int[], ?::text[], ?::uuid[], ?::bigint[], ?::bytea[], ?::int[], ?::int[],
                                     ?::smallint[], ?::timestamptz[], ?::boolean[], ?::text[], ?::text[], ?::text[],
                                     ?::int[], ?::bytea[], ?::bigint[])
                    AS x (i, tenant, task_id, epoch, key, first, entries, state, status_at, is_task, agent, remote_task,
                          remote_context, served, snapshot, snapshot_base)
                /* claims */),
            u AS (
                UPDATE task.task t SET
                    last_seq = t.last_seq + c.entries,
                    state = coalesce(c.state, t.state),
                    status_at = coalesce(c.status_at, t.status_at),
                    is_task = coalesce(c.is_task, t.is_task),
                    agent = coalesce(c.agent, t.agent),
                    remote_task = coalesce(c.remote_task, t.remote_task),
                    remote_context = coalesce(c.remote_context, t.remote_context),
                    waiting = greatest(0, t.waiting + CASE WHEN c.key IS NULL THEN 0 ELSE 1 END - c.served),
                    -- a command may have come between: then the fold lacks it, and the old one stays
                    snapshot = CASE WHEN c.snapshot_base = t.last_seq THEN c.snapshot ELSE t.snapshot END,
                    snapshot_seq = CASE WHEN c.snapshot_base = t.last_seq THEN t.last_seq + c.entries
                                        ELSE t.snapshot_seq END
                    /* pushed */
                FROM c
                WHERE t.tenant = c.tenant AND t.task_id = c.task_id
                  -- a command needs no epoch, but a task that has not ended
                  AND (t.epoch = c.epoch OR c.epoch = -2 OR (c.epoch = -1 AND t.state IN (1, 2, 6, 8)))
                  -- keeps the partitions of other days out of it
                  AND t.task_id BETWEEN ?::uuid AND ?::uuid
                RETURNING c.i, t.tenant, t.task_id, t.last_seq - c.entries AS base, c.first, c.entries),
            """;
    private static final String ONLY_CLAIMED =
            "WHERE x.key IS NULL OR ((x.tenant, x.key) IN (SELECT tenant, key FROM k)) IS TRUE";
    private static final String ACCEPTED = "SELECT i, tenant, task_id, 0::bigint AS base, first, entries FROM n";
    private static final String APPENDED = "SELECT i, tenant, task_id, base, first, entries FROM u";
    private static final String WRITE = """
            j AS (
                INSERT INTO task.journal (tenant, task_id, seq, kind, format, payload, at)
                SELECT b.tenant, b.task_id, b.base + g, (?::smallint[])[b.first + g], 1, (?::bytea[])[b.first + g],
                       (?::timestamptz[])[b.first + g]
                FROM b CROSS JOIN LATERAL generate_series(1, b.entries) g),
            """;
    private static final String SUBSCRIBE = """
            s AS (
                INSERT INTO task.push_config AS w (tenant, task_id, config_id, url, token, auth_scheme, auth_credentials,
                                                   version, owner, delivered_seq)
                SELECT b.tenant, b.task_id, p.config_id, p.url, p.token, p.auth_scheme, p.auth_credentials, p.version,
                       ?::uuid, b.base
                FROM b JOIN p ON p.i = b.i
                /* replaces */),
            """;
    private static final String LETTERS = """
            l AS MATERIALIZED (
                SELECT * FROM unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::smallint[], ?::text[], ?::int[],
                                     ?::bigint[], ?::timestamptz[])
                    AS x (i, subject, endpoint, agent, reason, detail, attempts, accepted_seq, at)),
            """;
    private static final String BURY = """
            y AS (
                INSERT INTO task.dead_letter (tenant, task_id, config_id, subject, endpoint, agent, reason, detail, attempts,
                                              accepted_seq, at)
                SELECT b.tenant, b.task_id, '', l.subject, l.endpoint, l.agent, l.reason, l.detail, l.attempts,
                       l.accepted_seq, l.at
                FROM b JOIN l ON l.i = b.i
                ON CONFLICT DO NOTHING),
            """;
    private static final String LIMIT = """
            e AS (
                INSERT INTO task.deadline AS d (tenant, task_id, at)
                SELECT b.tenant, b.task_id, x.at FROM b JOIN unnest(?::int[], ?::timestamptz[]) AS x (i, at) ON x.i = b.i
                ON CONFLICT (tenant, task_id) DO UPDATE SET at = excluded.at),
            """;
    private static final String CHECKPOINTS = """
            q AS MATERIALIZED (
                SELECT * FROM unnest(?::int[], ?::bigint[], ?::bytea[], ?::timestamptz[], ?::bytea[])
                    AS x (i, step, content_hash, at, checkpoint)),
            """;
    private static final String SAVE = """
            z AS (
                INSERT INTO task.checkpoint AS w (tenant, task_id, step, content_hash, at, checkpoint)
                SELECT b.tenant, b.task_id, q.step, q.content_hash, q.at, q.checkpoint
                FROM b JOIN q ON q.i = b.i
                ON CONFLICT (tenant, task_id) DO UPDATE SET step = excluded.step, content_hash = excluded.content_hash,
                                                            at = excluded.at, checkpoint = excluded.checkpoint),
            """;
    private static final String FORGET = """
            d AS (
                DELETE FROM task.intake i USING unnest(?::text[], ?::bytea[], ?::uuid[]) AS x (tenant, key, task_id)
                -- another task's since then: it is not the one that was answered
                WHERE i.tenant = x.tenant AND i.key = x.key AND i.task_id = x.task_id AND i.expires_at IS NULL),
            """;
    private static final String EXPORT = """
            o AS (
                INSERT INTO task.outbox (tenant, task_id, first_seq, entries)
                SELECT tenant, task_id, base + 1, entries FROM b),
            """;
    private static final String COUNT = """
            w AS (
                INSERT INTO task.writer (last_batch, incarnation) VALUES (?::bigint, ?::uuid)
                ON CONFLICT (incarnation) DO UPDATE SET last_batch = excluded.last_batch)
            """;

    private final Connection connection;
    private final boolean exports;
    private final Map<Shape, PreparedStatement> prepared = new HashMap<>();

    /** @param exports each commit is noted in the outbox, too */
    BatchStatement(Connection connection, boolean exports) {
        this.connection = connection;
        this.exports = exports;
    }

    /** Which parts a batch has. */
    record Shape(
            boolean accepts,
            boolean appends,
            boolean claimingAppends,
            boolean webhooks,
            boolean deadLetters,
            boolean deadlines,
            boolean checkpoints,
            boolean answered,
            boolean exports) {
        String sql() {
            boolean writes = accepts || appends;
            String claims = accepts || claimingAppends ? CLAIM : "";
            String accept = ACCEPT.replace("/* pushed */", webhooks ? ", pushed" : "")
                    .replace("/* whether */", webhooks ? ", i IN (SELECT i FROM p)" : "");
            String append = APPEND.replace("/* claims */", claimingAppends ? ONLY_CLAIMED : "")
                    .replace("/* pushed */", webhooks ? ", pushed = t.pushed OR c.i IN (SELECT i FROM p)" : "");
            String subscribe = webhooks ? SUBSCRIBE.replace("/* replaces */", PushSql.REPLACES) : "";
            String written = accepts && appends ? ACCEPTED + " UNION ALL " + APPENDED : accepts ? ACCEPTED : APPENDED;
            return "WITH " + (webhooks ? WEBHOOKS : "") + (deadLetters ? LETTERS : "")
                    + (checkpoints ? CHECKPOINTS : "") + claims
                    + (accepts ? accept : "") + (appends ? append : "")
                    + (writes ? "b AS (" + written + "),\n" + WRITE + (exports ? EXPORT : "") : "") + subscribe
                    + (deadLetters ? BURY : "") + (deadlines ? LIMIT : "") + (checkpoints ? SAVE : "")
                    + (answered ? FORGET : "") + COUNT
                    + (writes ? "SELECT i, base FROM b" : "SELECT -1, -1 WHERE false");
        }
    }

    /** Base sequence a commit, or -1 where nothing was written. */
    long[] execute(List<Commit> batch, List<Answered> answered, long number, UUID incarnation) throws SQLException {
        BatchColumns columns = new BatchColumns(batch, answered, incarnation);
        PreparedStatement statement = statement(columns.shape(exports));
        columns.bind(statement, number);
        long[] bases = new long[batch.size()];
        Arrays.fill(bases, -1);
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                bases[rows.getInt(1)] = rows.getLong(2);
            }
        } finally {
            statement.clearParameters(); // else it keeps its last batch, up to a whole task's bytes, until its next one
        }
        return bases;
    }

    private PreparedStatement statement(Shape shape) throws SQLException {
        PreparedStatement statement = prepared.get(shape);
        if (statement == null) {
            statement = connection.prepareStatement(shape.sql());
            prepared.put(shape, statement);
        }
        return statement;
    }

    static Outcome written(long base) {
        return new Outcome.Written(base + 1);
    }
}
