package dev.parley.task.postgres;

import dev.parley.proto.task.v1.DeadLetter;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.Webhook;
import dev.parley.task.push.ConfigKey;
import dev.parley.task.push.Delivery;
import dev.parley.task.push.PushStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Webhooks in PostgreSQL, table {@code task.push_config}. Times are the database's own. */
public final class PostgresPushStore implements PushStore {
    private static final String COLUMNS =
            "tenant, task_id, config_id, url, token, auth_scheme, auth_credentials, version,"
                    + " created_at, state, delivered_seq, opening, delivered, failed_attempts, failing_since, due_at,"
                    + " last_attempt_at, last_status, last_error";
    private static final String KEY = " WHERE tenant = ? AND task_id = ? AND config_id = ?";
    /** Open, ours, and of the config that was read. */
    private static final String CURRENT = KEY + " AND created_at = ? AND owner = ? AND state = 1";
    /** A crash of the database may forget the last of these: then they are delivered again, which is allowed. */
    private static final String NO_SYNC = " RETURNING set_config('synchronous_commit', 'off', true)";

    /** With its dead letter, or neither. One that was redriven, and is given up again, is open again. */
    private static final String GIVE_UP =
            "WITH g AS (UPDATE task.push_config SET state = 3, last_status = ?, last_error = ?,"
                    + " failed_attempts = failed_attempts + 1, last_attempt_at = now(),"
                    + " failing_since = coalesce(failing_since, now()), due_at = NULL" + CURRENT
                    + " RETURNING tenant, task_id, config_id, failed_attempts),"
                    + " l AS (INSERT INTO task.dead_letter AS l (tenant, task_id, config_id, subject, endpoint, agent, reason, detail,"
                    + "  attempts, accepted_seq, at)"
                    + "  SELECT g.tenant, g.task_id, g.config_id, t.subject, t.endpoint, t.agent, ?, ?, g.failed_attempts, 0, now()"
                    + "  FROM g JOIN task.task t ON t.tenant = g.tenant AND t.task_id = g.task_id"
                    + "  ON CONFLICT (tenant, task_id, config_id) DO UPDATE SET state = 1, detail = excluded.detail,"
                    + "  attempts = l.attempts + excluded.attempts, at = excluded.at, closed_by = NULL, closed_at = NULL)"
                    + " SELECT 1 FROM g";

    private static final UUID NOBODY = new UUID(0, 0);

    private final DataSource dataSource;
    private final UUID incarnation;

    public PostgresPushStore(DataSource dataSource, UUID incarnation) {
        this.dataSource = dataSource;
        this.incarnation = incarnation;
    }

    @Override
    public Duration failing() {
        return Sql.first(
                        dataSource,
                        "SELECT (extract(epoch FROM now() - min(failing_since)) * 1000)::bigint FROM task.push_config"
                                + " WHERE owner = ? AND state = 1",
                        statement -> statement.setObject(1, incarnation),
                        row -> Duration.ofMillis(row.getLong(1)))
                .orElse(Duration.ZERO);
    }

    /** Whoever runs the task delivers; when that is another instance, its sweep finds what belongs to nobody. */
    @Override
    public Delivery put(TaskKey task, Webhook webhook) {
        return Sql.first(
                        dataSource,
                        "WITH t AS (UPDATE task.task SET pushed = true WHERE tenant = ? AND task_id = ?"
                                + " RETURNING tenant, task_id, last_seq, state, owner)"
                                + " INSERT INTO task.push_config AS w (tenant, task_id, config_id, url, token, auth_scheme,"
                                + "  auth_credentials, version, delivered_seq, opening, owner)"
                                + " SELECT t.tenant, t.task_id, ?, ?, ?, ?, ?, ?, t.last_seq, t.state IN (3, 4, 5, 7),"
                                + "  CASE WHEN t.owner <> ? AND EXISTS (SELECT 1 FROM task.instance i"
                                + "   WHERE i.incarnation = t.owner AND i.lease_until > now()) THEN ? ELSE ?::uuid END"
                                + " FROM t " + PushSql.REPLACES + " RETURNING " + COLUMNS,
                        statement -> {
                            bind(statement, task);
                            statement.setString(3, webhook.id());
                            statement.setString(4, webhook.url());
                            statement.setString(5, webhook.token());
                            statement.setString(6, webhook.scheme());
                            statement.setString(7, webhook.credentials());
                            statement.setString(8, webhook.version());
                            statement.setObject(9, incarnation);
                            statement.setObject(10, NOBODY);
                            statement.setObject(11, incarnation);
                        },
                        PostgresPushStore::delivery)
                .orElseThrow(() -> TaskKey.notFound(task.toString()));
    }

    @Override
    public Optional<Delivery> find(ConfigKey key) {
        return Sql.first(
                dataSource,
                "SELECT " + COLUMNS + " FROM task.push_config" + KEY,
                statement -> bind(statement, key),
                PostgresPushStore::delivery);
    }

    @Override
    public List<Delivery> list(TaskKey task) {
        return Sql.query(
                dataSource,
                "SELECT " + COLUMNS + " FROM task.push_config WHERE tenant = ? AND task_id = ?"
                        + " ORDER BY config_id COLLATE \"C\"",
                statement -> bind(statement, task),
                PostgresPushStore::delivery);
    }

    @Override
    public boolean delete(ConfigKey key) {
        return Sql.update(dataSource, "DELETE FROM task.push_config" + KEY, statement -> bind(statement, key)) > 0;
    }

    @Override
    public boolean copy(TaskKey from, TaskKey to) {
        return Sql.update(
                        dataSource,
                        "WITH c AS (INSERT INTO task.push_config (tenant, task_id, config_id, url, token, auth_scheme,"
                                + "  auth_credentials, version, delivered_seq, owner)"
                                + " SELECT tenant, ?, config_id, url, token, auth_scheme, auth_credentials, version, 0, ?"
                                + " FROM task.push_config WHERE tenant = ? AND task_id = ? ON CONFLICT DO NOTHING RETURNING 1)"
                                + " UPDATE task.task SET pushed = true WHERE tenant = ? AND task_id = ?"
                                + " AND EXISTS (SELECT 1 FROM c)",
                        statement -> {
                            statement.setObject(1, to.id());
                            statement.setObject(2, incarnation);
                            statement.setString(3, from.tenant());
                            statement.setObject(4, from.id());
                            statement.setString(5, to.tenant());
                            statement.setObject(6, to.id());
                        })
                > 0;
    }

    @Override
    public List<Delivery> adopt(TaskKey task) {
        return Sql.query(
                dataSource,
                "UPDATE task.push_config SET owner = ? WHERE tenant = ? AND task_id = ? AND state = 1 RETURNING "
                        + COLUMNS,
                statement -> {
                    statement.setObject(1, incarnation);
                    statement.setString(2, task.tenant());
                    statement.setObject(3, task.id());
                },
                PostgresPushStore::delivery);
    }

    @Override
    public int takeOver(int limit) {
        return Sql.update(
                dataSource,
                "UPDATE task.push_config c SET owner = ?, due_at = CASE"
                        // a task that waits for its caller starts its webhooks when it goes on; of nobody's it does not
                        // know
                        + "  WHEN t.last_seq > c.delivered_seq OR c.opening OR t.state <> 6 OR c.owner = ?"
                        + "  THEN greatest(c.due_at, now()) END"
                        + " FROM task.task t WHERE t.tenant = c.tenant AND t.task_id = c.task_id"
                        + " AND (c.tenant, c.task_id, c.config_id) IN ("
                        + "  SELECT p.tenant, p.task_id, p.config_id FROM task.push_config p"
                        + "  JOIN task.task x ON x.tenant = p.tenant AND x.task_id = p.task_id"
                        // two ranges, so that our own are not even looked at
                        + "  WHERE p.state = 1 AND (p.owner < ? OR p.owner > ?) AND NOT EXISTS (SELECT 1"
                        + "   FROM task.instance i WHERE i.incarnation = p.owner AND i.lease_until > now())"
                        + "  AND (x.owner = ? OR NOT EXISTS (SELECT 1"
                        + "   FROM task.instance i WHERE i.incarnation = x.owner AND i.lease_until > now()))"
                        + "  LIMIT ? FOR UPDATE OF p SKIP LOCKED)",
                statement -> {
                    statement.setObject(1, incarnation);
                    statement.setObject(2, NOBODY);
                    statement.setObject(3, incarnation);
                    statement.setObject(4, incarnation);
                    statement.setObject(5, incarnation);
                    statement.setInt(6, limit);
                });
    }

    @Override
    public List<Delivery> due(int limit) {
        return Sql.query(
                dataSource,
                "SELECT " + COLUMNS + " FROM task.push_config"
                        + " WHERE owner = ? AND state = 1 AND due_at <= now() ORDER BY due_at LIMIT ?",
                statement -> {
                    statement.setObject(1, incarnation);
                    statement.setInt(2, limit);
                },
                PostgresPushStore::delivery);
    }

    @Override
    public boolean isCurrent(Delivery delivery) {
        return !Sql.query(
                        dataSource,
                        "SELECT 1 FROM task.push_config" + CURRENT,
                        statement -> bindCurrent(statement, 1, delivery),
                        rows -> true)
                .isEmpty();
    }

    @Override
    public boolean delivered(Delivery delivery, long sequence, int status) {
        return changed(
                "delivered_seq = ?, last_status = ?, delivered = delivered + 1, opening = false, failed_attempts = 0,"
                        + " failing_since = NULL, due_at = NULL, last_attempt_at = now(), last_error = ''",
                delivery,
                statement -> {
                    statement.setLong(1, sequence);
                    statement.setInt(2, status);
                    return 3;
                });
    }

    @Override
    public boolean failed(Delivery delivery, Failure failure, Duration pause) {
        return changed(
                "last_status = ?, last_error = ?, failed_attempts = failed_attempts + 1, last_attempt_at = now(),"
                        + " failing_since = coalesce(failing_since, now()), due_at = now() + ? * interval '1 ms'",
                delivery,
                statement -> {
                    statement.setInt(1, failure.status());
                    statement.setString(2, failure.reason());
                    statement.setLong(3, pause.toMillis());
                    return 4;
                });
    }

    @Override
    public boolean giveUp(Delivery delivery, Failure failure) {
        return !Sql.query(
                        dataSource,
                        GIVE_UP,
                        statement -> {
                            statement.setInt(1, failure.status());
                            statement.setString(2, failure.reason());
                            bindCurrent(statement, 3, delivery);
                            statement.setInt(8, DeadLetter.Reason.WEBHOOK_VALUE);
                            statement.setString(9, failure.reason());
                        },
                        rows -> true)
                .isEmpty();
    }

    @Override
    public boolean rest(Delivery delivery, long sequence) {
        return changed("delivered_seq = greatest(delivered_seq, ?), due_at = NULL", delivery, statement -> {
            statement.setLong(1, sequence);
            return 2;
        });
    }

    @Override
    public boolean finish(Delivery delivery, long sequence) {
        return changed("state = 2, delivered_seq = greatest(delivered_seq, ?), due_at = NULL", delivery, statement -> {
            statement.setLong(1, sequence);
            return 2;
        });
    }

    @Override
    public boolean postpone(Delivery delivery, Duration pause) {
        return changed("due_at = now() + ? * interval '1 ms'", delivery, statement -> {
            statement.setLong(1, pause.toMillis());
            return 2;
        });
    }

    private interface Values {
        /** Answers with the number of the next parameter. */
        int bind(PreparedStatement statement) throws SQLException;
    }

    private boolean changed(String what, Delivery delivery, Values values) {
        return !Sql.query(
                        dataSource,
                        "UPDATE task.push_config SET " + what + CURRENT + NO_SYNC,
                        statement -> bindCurrent(statement, values.bind(statement), delivery),
                        rows -> true)
                .isEmpty();
    }

    private void bindCurrent(PreparedStatement statement, int first, Delivery delivery) throws SQLException {
        statement.setString(first, delivery.task().tenant());
        statement.setObject(first + 1, delivery.task().id());
        statement.setString(first + 2, delivery.webhook().id());
        statement.setObject(first + 3, Sql.timestamp(delivery.createdAt()));
        statement.setObject(first + 4, incarnation);
    }

    private static void bind(PreparedStatement statement, TaskKey task) throws SQLException {
        statement.setString(1, task.tenant());
        statement.setObject(2, task.id());
    }

    private static void bind(PreparedStatement statement, ConfigKey key) throws SQLException {
        bind(statement, key.task());
        statement.setString(3, key.configId());
    }

    private static Delivery delivery(ResultSet rows) throws SQLException {
        return new Delivery(
                new TaskKey(rows.getString("tenant"), rows.getObject("task_id", UUID.class)),
                new Webhook(
                        rows.getString("config_id"),
                        rows.getString("url"),
                        rows.getString("token"),
                        rows.getString("auth_scheme"),
                        rows.getString("auth_credentials"),
                        rows.getString("version")),
                Sql.instant(rows, rows.findColumn("created_at")),
                Delivery.State.of(rows.getInt("state")),
                rows.getLong("delivered_seq"),
                rows.getBoolean("opening"),
                rows.getLong("delivered"),
                rows.getInt("failed_attempts"),
                instant(rows, "failing_since"),
                instant(rows, "due_at"),
                instant(rows, "last_attempt_at"),
                rows.getInt("last_status"),
                rows.getString("last_error"));
    }

    private static @Nullable Instant instant(ResultSet rows, String column) throws SQLException {
        OffsetDateTime at = rows.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
