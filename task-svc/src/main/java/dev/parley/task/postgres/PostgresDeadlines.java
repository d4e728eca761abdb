package dev.parley.task.postgres;

import dev.parley.task.journal.DeadlineStore;
import dev.parley.task.journal.TaskKey;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The table {@code task.deadline}. */
public final class PostgresDeadlines implements DeadlineStore {
    private static final int PURGED_AT_ONCE = 1_000;
    private static final String OPEN = "SELECT 1 FROM task.task t WHERE t.tenant = d.tenant AND t.task_id = d.task_id"
            + " AND t.state IN (1, 2, 6, 8)";

    private final DataSource dataSource;
    private final UUID incarnation;

    public PostgresDeadlines(DataSource dataSource, UUID incarnation) {
        this.dataSource = dataSource;
        this.incarnation = incarnation;
    }

    @Override
    public List<TaskKey> due(int limit) {
        return Sql.query(
                dataSource,
                "SELECT d.tenant, d.task_id FROM task.deadline d WHERE d.at <= now() AND EXISTS (" + OPEN
                        + "  AND (t.owner = ? OR NOT EXISTS (SELECT 1 FROM task.instance i"
                        + "   WHERE i.incarnation = t.owner AND i.lease_until > now()))) ORDER BY d.at LIMIT ?",
                statement -> {
                    statement.setObject(1, incarnation);
                    statement.setInt(2, limit);
                },
                rows -> new TaskKey(rows.getString(1), rows.getObject(2, UUID.class)));
    }

    @Override
    public boolean isDue(TaskKey task) {
        return !Sql.query(
                        dataSource,
                        "SELECT 1 FROM task.deadline WHERE tenant = ? AND task_id = ? AND at <= now()",
                        statement -> {
                            statement.setString(1, task.tenant());
                            statement.setObject(2, task.id());
                        },
                        rows -> true)
                .isEmpty();
    }

    @Override
    public void purge() {
        Sql.update(
                dataSource,
                "DELETE FROM task.deadline WHERE (tenant, task_id) IN (SELECT tenant, task_id FROM task.deadline d"
                        + " WHERE d.at <= now() AND NOT EXISTS (" + OPEN + ") LIMIT " + PURGED_AT_ONCE
                        + " FOR UPDATE SKIP LOCKED)",
                statement -> {});
    }
}
