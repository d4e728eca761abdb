package dev.parley.task.postgres;

import dev.parley.task.journal.ClientTaskName;
import dev.parley.task.journal.ClientTasks;
import dev.parley.task.journal.TaskKey;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The table {@code task.client_task}. */
public final class PostgresClientTasks implements ClientTasks {
    // the update of a row that stays as it is only makes RETURNING tell it
    private static final String BIND = """
            INSERT INTO task.client_task AS c (tenant, name, task_id) VALUES (?, ?, ?)
            ON CONFLICT (tenant, name) DO UPDATE SET task_id = CASE
                WHEN c.task_id < ? AND NOT EXISTS (
                    SELECT 1 FROM task.task t WHERE t.tenant = c.tenant AND t.task_id = c.task_id)
                THEN excluded.task_id ELSE c.task_id END
            RETURNING task_id""";

    private final DataSource dataSource;

    public PostgresClientTasks(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public UUID bind(ClientTaskName name, UUID proposed, UUID unusedBefore) {
        return Sql.query(
                        dataSource,
                        BIND,
                        statement -> {
                            statement.setString(1, name.tenant());
                            statement.setBytes(2, name.digest().toByteArray());
                            statement.setObject(3, proposed);
                            statement.setObject(4, unusedBefore);
                        },
                        rows -> rows.getObject(1, UUID.class))
                .getFirst();
    }

    @Override
    public Optional<TaskKey> find(ClientTaskName name) {
        return Sql.first(
                dataSource,
                "SELECT task_id FROM task.client_task WHERE tenant = ? AND name = ?",
                statement -> {
                    statement.setString(1, name.tenant());
                    statement.setBytes(2, name.digest().toByteArray());
                },
                rows -> new TaskKey(name.tenant(), rows.getObject(1, UUID.class)));
    }
}
