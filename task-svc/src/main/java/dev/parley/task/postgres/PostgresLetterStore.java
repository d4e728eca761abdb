package dev.parley.task.postgres;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.task.v1.DeadLetter.Reason;
import dev.parley.proto.task.v1.DeadLetter.State;
import dev.parley.task.deadletter.Letter;
import dev.parley.task.deadletter.LetterKey;
import dev.parley.task.deadletter.LetterStore;
import dev.parley.task.journal.TaskKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Dead letters in PostgreSQL, table {@code task.dead_letter}. Those of tasks come with the batch that ends the task. */
public final class PostgresLetterStore implements LetterStore {
    private static final String COLUMNS =
            "tenant, task_id, config_id, subject, endpoint, agent, reason, detail, attempts,"
                    + " accepted_seq, at, state, redriven_as, closed_by, closed_at, edited, edited_by, edited_at";
    private static final String KEY = " WHERE tenant = ? AND task_id = ? AND config_id = ?";
    /** Its webhook is as it was given up, where it is of one. */
    private static final String STANDS =
            " AND (l.config_id = '' OR l.state <> 1 OR EXISTS (SELECT 1 FROM task.push_config p"
                    + " WHERE p.tenant = l.tenant AND p.task_id = l.task_id AND p.config_id = l.config_id AND p.state = 3))";

    private final DataSource dataSource;
    private final UUID incarnation;

    public PostgresLetterStore(DataSource dataSource, UUID incarnation) {
        this.dataSource = dataSource;
        this.incarnation = incarnation;
    }

    @Override
    public Optional<Letter> find(LetterKey key) {
        return Sql.first(
                dataSource,
                "SELECT " + COLUMNS + " FROM task.dead_letter l" + KEY + STANDS,
                statement -> bind(statement, 1, key),
                PostgresLetterStore::letter);
    }

    @Override
    public List<Letter> newest(Filter filter, @Nullable Place after, int limit) {
        LetterQuery query = new LetterQuery(filter, STANDS, after);
        return Sql.query(
                dataSource,
                "SELECT " + COLUMNS + query.where() + " ORDER BY at DESC, task_id DESC, config_id DESC LIMIT " + limit,
                query::bind,
                PostgresLetterStore::letter);
    }

    @Override
    public List<Letter> oldest(Filter filter, int limit) {
        LetterQuery query = new LetterQuery(filter, STANDS, null);
        return Sql.query(
                dataSource,
                "SELECT " + COLUMNS + query.where() + " ORDER BY at, task_id, config_id LIMIT " + limit,
                query::bind,
                PostgresLetterStore::letter);
    }

    @Override
    public Optional<Letter> edit(LetterKey key, Message message, String by) {
        return Sql.first(
                dataSource,
                "UPDATE task.dead_letter l SET edited = ?, edited_by = ?, edited_at = now()" + KEY
                        + " AND state = 1 AND NOT EXISTS (SELECT 1 FROM task.task t"
                        + "  WHERE t.tenant = l.tenant AND t.task_id = l.redriven_as) RETURNING " + COLUMNS,
                statement -> {
                    statement.setBytes(1, message.toByteArray());
                    statement.setString(2, by);
                    bind(statement, 3, key);
                },
                PostgresLetterStore::letter);
    }

    @Override
    public Optional<UUID> bind(LetterKey key, UUID proposed) {
        return Sql.first(
                dataSource,
                "UPDATE task.dead_letter SET redriven_as = coalesce(redriven_as, ?)" + KEY
                        + " AND state = 1 RETURNING redriven_as",
                statement -> {
                    statement.setObject(1, proposed);
                    bind(statement, 2, key);
                },
                rows -> rows.getObject(1, UUID.class));
    }

    @Override
    public boolean close(LetterKey key, State state, String by) {
        return Sql.update(
                        dataSource,
                        "UPDATE task.dead_letter SET state = ?, closed_by = ?, closed_at = now()" + KEY
                                + " AND state = 1",
                        statement -> {
                            statement.setInt(1, state.getNumber());
                            statement.setString(2, by);
                            bind(statement, 3, key);
                        })
                > 0;
    }

    @Override
    public boolean reopenWebhook(LetterKey key, String by) {
        return Sql.update(
                        dataSource,
                        "WITH p AS (UPDATE task.push_config SET state = 1, failed_attempts = 0, failing_since = NULL,"
                                + " due_at = now(), owner = ?" + KEY + " AND state = 3 RETURNING 1)"
                                + " UPDATE task.dead_letter SET state = 2, closed_by = ?, closed_at = now()" + KEY
                                + " AND state = 1 AND EXISTS (SELECT 1 FROM p)",
                        statement -> {
                            statement.setObject(1, incarnation);
                            bind(statement, 2, key);
                            statement.setString(5, by);
                            bind(statement, 6, key);
                        })
                > 0;
    }

    @Override
    public int open(int limit) {
        return Sql.first(
                        dataSource,
                        "SELECT count(*) FROM (SELECT 1 FROM task.dead_letter WHERE state = 1 LIMIT " + limit + ") x",
                        statement -> {},
                        rows -> rows.getInt(1))
                .orElse(0);
    }

    private static void bind(PreparedStatement statement, int first, LetterKey key) throws SQLException {
        statement.setString(first, key.task().tenant());
        statement.setObject(first + 1, key.task().id());
        statement.setString(first + 2, key.configId());
    }

    private static Letter letter(ResultSet rows) throws SQLException {
        return new Letter(
                new LetterKey(
                        new TaskKey(rows.getString("tenant"), rows.getObject("task_id", UUID.class)),
                        rows.getString("config_id")),
                rows.getString("subject"),
                rows.getString("endpoint"),
                rows.getString("agent"),
                Objects.requireNonNullElse(Reason.forNumber(rows.getInt("reason")), Reason.REASON_UNSPECIFIED),
                rows.getString("detail"),
                rows.getInt("attempts"),
                rows.getLong("accepted_seq"),
                Sql.instant(rows, rows.findColumn("at")),
                Objects.requireNonNullElse(State.forNumber(rows.getInt("state")), State.STATE_UNSPECIFIED),
                rows.getObject("redriven_as", UUID.class),
                closed(rows),
                edited(rows));
    }

    private static Letter.@Nullable Closed closed(ResultSet rows) throws SQLException {
        OffsetDateTime at = rows.getObject("closed_at", OffsetDateTime.class);
        return at == null ? null : new Letter.Closed(rows.getString("closed_by"), at.toInstant());
    }

    private static Letter.@Nullable Edited edited(ResultSet rows) throws SQLException {
        byte[] message = rows.getBytes("edited");
        if (message == null) {
            return null;
        }
        try {
            return new Letter.Edited(
                    Message.parseFrom(message),
                    rows.getString("edited_by"),
                    Sql.instant(rows, rows.findColumn("edited_at")));
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("The message of a dead letter cannot be read", e);
        }
    }
}
