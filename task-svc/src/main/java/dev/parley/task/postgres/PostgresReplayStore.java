package dev.parley.task.postgres;

import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.replay.ReplayStore;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.UUID;
import javax.sql.DataSource;

/** What replays look up in {@code task.journal}. */
public final class PostgresReplayStore implements ReplayStore {
    private final DataSource dataSource;

    public PostgresReplayStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public OptionalLong message(TaskKey task, int turn) {
        return Sql.query(
                        dataSource,
                        "SELECT seq FROM task.journal WHERE tenant = ? AND task_id = ? AND kind = ?"
                                + " ORDER BY seq OFFSET ? LIMIT 1",
                        statement -> {
                            statement.setString(1, task.tenant());
                            statement.setObject(2, task.id());
                            statement.setInt(3, EntryKind.ACCEPTED.number());
                            statement.setInt(4, turn - 1);
                        },
                        rows -> rows.getLong(1))
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    @Override
    public int messages(TaskKey task) {
        return Sql.query(
                        dataSource,
                        "SELECT count(*) FROM task.journal WHERE tenant = ? AND task_id = ? AND kind = ?",
                        statement -> {
                            statement.setString(1, task.tenant());
                            statement.setObject(2, task.id());
                            statement.setInt(3, EntryKind.ACCEPTED.number());
                        },
                        rows -> rows.getInt(1))
                .getFirst();
    }

    @Override
    public boolean ledTo(TaskKey task, UUID made) {
        return !Sql.query(
                        dataSource,
                        "SELECT 1 FROM task.journal WHERE tenant = ? AND task_id = ? AND kind = ?"
                                + " AND position(? IN payload) > 0 LIMIT 1",
                        statement -> {
                            statement.setString(1, task.tenant());
                            statement.setObject(2, task.id());
                            statement.setInt(3, EntryKind.LED_TO.number());
                            statement.setBytes(4, made.toString().getBytes(StandardCharsets.US_ASCII));
                        },
                        rows -> true)
                .isEmpty();
    }
}
