package dev.parley.task.postgres;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.proto.task.v1.Checkpoint;
import dev.parley.task.checkpoint.CheckpointStore;
import dev.parley.task.journal.TaskKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** The last checkpoints of tasks, in {@code task.checkpoint}; {@link BatchStatement} writes them. */
public final class PostgresCheckpointStore implements CheckpointStore {
    private final DataSource dataSource;

    public PostgresCheckpointStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Optional<Checkpoint> last(TaskKey task) {
        return Sql.first(
                dataSource,
                "SELECT checkpoint FROM task.checkpoint WHERE tenant = ? AND task_id = ?",
                statement -> {
                    statement.setString(1, task.tenant());
                    statement.setObject(2, task.id());
                },
                PostgresCheckpointStore::parse);
    }

    private static Checkpoint parse(ResultSet row) throws SQLException {
        try {
            return Checkpoint.parseFrom(row.getBytes(1));
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("A task's checkpoint cannot be read", e);
        }
    }
}
