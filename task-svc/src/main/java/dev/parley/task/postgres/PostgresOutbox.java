package dev.parley.task.postgres;

import dev.parley.task.export.Outbox;
import dev.parley.task.journal.TaskKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code task.outbox}, read without a gap. Ids of one task rise as its entries do, and whoever sees a later one sees the earlier ones;
 * so each task is in order. Ids of different transactions appear in any order: an offset is therefore a place up to which nothing can
 * appear any more, and the ranges that were exported beyond. The place moves to the highest id seen at one look, once all
 * transactions that were under way then have ended.
 */
public final class PostgresOutbox implements Outbox {
    private static final int COMMITS = 256;
    private static final long PAGE_BYTES = 4 << 20;
    private static final int FETCHED = 8;
    private static final int MAX_ERROR = 500;
    private static final String MINE = " WHERE sink = ? AND epoch = ? AND owner = ?";
    private static final String REST = " b.id > o.safe_id AND NOT b.id <@ o.ahead ";
    private static final String NEXT = "SELECT b.id, b.tenant, b.task_id, j.seq, j.kind, j.payload, j.at,"
            + " coalesce(t.context_id, '') AS context_id, coalesce(t.endpoint, '') AS endpoint FROM"
            + " (SELECT b.* FROM task.outbox b JOIN task.export_offset o ON o.sink = ? WHERE" + REST
            + "  ORDER BY b.id LIMIT " + COMMITS + ") b"
            // one by one, by the key: a join of sets would read the journal
            + " LEFT JOIN LATERAL (SELECT * FROM task.journal j WHERE j.tenant = b.tenant AND j.task_id = b.task_id"
            + "  AND j.seq >= b.first_seq AND j.seq < b.first_seq + b.entries ORDER BY j.seq LIMIT b.entries) j ON true"
            + " LEFT JOIN LATERAL (SELECT context_id, endpoint FROM task.task t WHERE t.tenant = b.tenant"
            + "  AND t.task_id = b.task_id LIMIT 1) t ON true ORDER BY b.id, j.seq";

    private final DataSource dataSource;
    private final UUID incarnation;

    public PostgresOutbox(DataSource dataSource, UUID incarnation) {
        this.dataSource = dataSource;
        this.incarnation = incarnation;
    }

    @Override
    public void register(String sink) {
        Sql.update(
                dataSource,
                "INSERT INTO task.export_offset (sink, safe_id) SELECT ?, coalesce(max(id), 0) FROM task.outbox"
                        + " ON CONFLICT DO NOTHING",
                statement -> statement.setString(1, sink));
    }

    @Override
    public OptionalLong lease(String sink, Duration lasts) {
        register(sink);
        return Sql.query(
                        dataSource,
                        "UPDATE task.export_offset SET owner = ?, epoch = epoch + 1, seen_at = now(),"
                                + " lease_until = now() + ? * interval '1 ms'"
                                + " WHERE sink = ? AND (owner IS NULL OR owner = ? OR lease_until < now()) RETURNING epoch",
                        statement -> {
                            statement.setObject(1, incarnation);
                            statement.setLong(2, lasts.toMillis());
                            statement.setString(3, sink);
                            statement.setObject(4, incarnation);
                        },
                        row -> row.getLong(1))
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    @Override
    public boolean renew(String sink, long epoch, Duration lasts) {
        return mine(
                "UPDATE task.export_offset SET seen_at = now(), lease_until = now() + ? * interval '1 ms'",
                sink,
                epoch,
                statement -> {
                    statement.setLong(1, lasts.toMillis());
                    return 2;
                });
    }

    @Override
    public void release(String sink, long epoch) {
        mine("UPDATE task.export_offset SET owner = NULL", sink, epoch, statement -> 1);
    }

    private interface Values {
        /** Answers with the number of the next parameter. */
        int bind(PreparedStatement statement) throws SQLException;
    }

    private boolean mine(String update, String sink, long epoch, Values values) {
        return mine(update, sink, epoch, values, "");
    }

    @Override
    public Page next(String sink) {
        long gap = Sql.first(
                        dataSource,
                        "SELECT gap FROM task.export_offset WHERE sink = ?",
                        statement -> statement.setString(1, sink),
                        row -> row.getLong(1))
                .orElse(0L);
        try (Connection connection = dataSource.getConnection()) {
            // fetched few by few, which takes a transaction
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
                statement.setFetchSize(FETCHED);
                statement.setString(1, sink);
                try (ResultSet rows = statement.executeQuery()) {
                    return page(gap, rows);
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw Sql.unavailable(e);
        }
    }

    private static Page page(long gap, ResultSet rows) throws SQLException {
        List<Long> ids = new ArrayList<>();
        List<Exported> entries = new ArrayList<>();
        long bytes = 0;
        int lost = 0;
        while (rows.next()) {
            long id = rows.getLong(1);
            boolean begins = ids.isEmpty() || ids.getLast() != id;
            if (begins && bytes > PAGE_BYTES) {
                break;
            }
            if (begins) {
                ids.add(id);
            }
            byte[] payload = rows.getBytes("payload");
            if (payload == null) {
                lost++;
                continue;
            }
            bytes += payload.length;
            entries.add(new Exported(
                    new TaskKey(rows.getString("tenant"), rows.getObject("task_id", UUID.class)),
                    rows.getLong("seq"),
                    rows.getInt("kind"),
                    payload,
                    Sql.instant(rows, rows.findColumn("at")),
                    rows.getString("context_id"),
                    rows.getString("endpoint")));
        }
        return new Page(gap, ids, entries, lost);
    }

    @Override
    public boolean passed(String sink, long epoch, Page page, int events) {
        return mine(
                "UPDATE task.export_offset SET ahead = ahead + (SELECT coalesce(range_agg(int8range(i, i, '[]')),"
                        + " '{}') FROM unnest(?::bigint[]) i), exported = exported + ?, skipped = skipped + ?,"
                        + " gap = gap - ?, exported_at = now(), failing_since = NULL, last_error = ''",
                sink,
                epoch,
                statement -> {
                    statement.setArray(
                            1,
                            statement
                                    .getConnection()
                                    .createArrayOf("int8", page.ids().toArray()));
                    statement.setInt(2, events);
                    statement.setInt(3, page.lost());
                    statement.setLong(4, page.gap());
                    return 5;
                });
    }

    /**
     * A transaction that drew an id up to watch_id had a number of its own by then, lower than ours, which we draw after the look. So when
     * all lower ones have ended nothing appears up to watch_id any more.
     */
    private boolean advance(String sink, long epoch) {
        return mine(
                "UPDATE task.export_offset o SET"
                        + " safe_id = CASE WHEN w.over THEN o.watch_id ELSE o.safe_id END,"
                        + " ahead = CASE WHEN w.over THEN o.ahead - int8multirange(int8range(NULL, o.watch_id, '[]'))"
                        + "  ELSE o.ahead END,"
                        + " watch_id = CASE WHEN w.over OR o.watch_id IS NULL THEN w.highest ELSE o.watch_id END,"
                        + " watch_xid = CASE WHEN w.over OR o.watch_id IS NULL THEN pg_current_xact_id()"
                        + "  ELSE o.watch_xid END"
                        + " FROM (SELECT o.sink AS which, greatest(o.safe_id, (SELECT max(id) FROM task.outbox)) AS highest,"
                        + "  coalesce(pg_snapshot_xmin(pg_current_snapshot()) >= o.watch_xid AND NOT EXISTS (SELECT 1"
                        + "   FROM task.outbox b WHERE" + REST + "AND b.id <= o.watch_id), false) AS over"
                        + "  FROM task.export_offset o) w",
                sink,
                epoch,
                statement -> 1,
                " AND w.which = o.sink AND (w.over OR o.watch_id IS NULL)");
    }

    private boolean mine(String update, String sink, long epoch, Values values, String and) {
        return Sql.update(dataSource, update + MINE + and, statement -> {
                    int next = values.bind(statement);
                    statement.setString(next, sink);
                    statement.setLong(next + 1, epoch);
                    statement.setObject(next + 2, incarnation);
                })
                > 0;
    }

    @Override
    public void failed(String sink, long epoch, String error) {
        mine(
                "UPDATE task.export_offset SET failing_since = coalesce(failing_since, now()), last_error = ?",
                sink,
                epoch,
                statement -> {
                    statement.setString(
                            1,
                            error.substring(0, Math.min(MAX_ERROR, error.length()))
                                    .replace('\0', ' '));
                    return 2;
                });
    }

    @Override
    public long trim(String sink, long epoch, long maxBacklog) {
        advance(sink, epoch);
        return Sql.query(
                        dataSource,
                        "WITH far AS (SELECT o.sink AS which, (SELECT max(id) FROM task.outbox) - ? AS border"
                                + "  FROM task.export_offset o WHERE o.sink = ?),"
                                + " skipped AS (SELECT count(*) AS commits FROM far, task.export_offset o, task.outbox b"
                                + "  WHERE o.sink = far.which AND b.id <= far.border AND" + REST + ")"
                                + " UPDATE task.export_offset o SET safe_id = far.border, watch_id = NULL, watch_xid = NULL,"
                                + "  ahead = o.ahead - int8multirange(int8range(NULL, far.border, '[]')),"
                                + "  skipped = o.skipped + skipped.commits, gap = o.gap + skipped.commits"
                                + " FROM far, skipped WHERE o.sink = far.which AND far.border > o.safe_id"
                                + "  AND skipped.commits > 0 AND o.epoch = ? AND o.owner = ? RETURNING skipped.commits",
                        statement -> {
                            statement.setLong(1, maxBacklog);
                            statement.setString(2, sink);
                            statement.setLong(3, epoch);
                            statement.setObject(4, incarnation);
                        },
                        row -> row.getLong(1))
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public void purge() {
        Sql.update(
                dataSource,
                "DELETE FROM task.export_offset WHERE seen_at < now() - interval '7 days'",
                statement -> {});
        Sql.update(
                dataSource,
                "DELETE FROM task.outbox WHERE id <= (SELECT min(safe_id) FROM task.export_offset)",
                statement -> {});
    }

    @Override
    public List<SinkState> sinks() {
        return Sql.query(
                dataSource,
                "SELECT o.*, (o.owner IS NOT NULL AND o.lease_until > now()) AS leased,"
                        + " greatest(0, coalesce((SELECT max(id) FROM task.outbox), o.safe_id) - o.safe_id"
                        + "  - coalesce((SELECT sum(upper(r) - lower(r)) FROM unnest(o.ahead) r), 0)) AS lag,"
                        + " (SELECT b.at FROM task.outbox b WHERE" + REST + "ORDER BY b.id LIMIT 1) AS oldest"
                        + " FROM task.export_offset o ORDER BY o.sink",
                statement -> {},
                row -> new SinkState(
                        row.getString("sink"),
                        row.getBoolean("leased"),
                        row.getLong("safe_id"),
                        row.getLong("lag"),
                        instant(row, "oldest"),
                        row.getLong("exported"),
                        row.getLong("skipped"),
                        instant(row, "exported_at"),
                        instant(row, "failing_since"),
                        row.getString("last_error")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
