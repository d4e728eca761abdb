package dev.parley.task.postgres;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Rows of {@code task.task} as they are read. */
final class TaskRows {
    private static final String LIGHT = "tenant, task_id, subject, endpoint, context_id, state, is_task, status_at,"
            + " created_at, last_seq, epoch, agent, remote_task, remote_context, waiting, pushed, snapshot_seq, ";
    static final String COLUMNS = LIGHT + "snapshot";
    // a snapshot may be 64 MiB: whoever does not fold the task does without
    static final String COLUMNS_WITHOUT_SNAPSHOT = LIGHT + "NULL::bytea AS snapshot";

    private TaskRows() {}

    static TaskRow read(ResultSet rows) throws SQLException {
        byte[] snapshot = rows.getBytes("snapshot");
        return new TaskRow(
                new TaskKey(rows.getString("tenant"), rows.getObject("task_id", UUID.class)),
                rows.getString("subject"),
                rows.getString("endpoint"),
                rows.getString("context_id"),
                TaskState.ofNumber(rows.getInt("state")),
                rows.getBoolean("is_task"),
                Sql.instant(rows, rows.findColumn("status_at")),
                Sql.instant(rows, rows.findColumn("created_at")),
                rows.getLong("last_seq"),
                rows.getLong("epoch"),
                rows.getString("agent"),
                rows.getString("remote_task"),
                rows.getString("remote_context"),
                rows.getInt("waiting"),
                rows.getBoolean("pushed"),
                snapshot == null ? null : parse(snapshot),
                rows.getLong("snapshot_seq"));
    }

    private static Task parse(byte[] snapshot) throws SQLException {
        try {
            return Task.parseFrom(snapshot);
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("A task's snapshot cannot be read", e);
        }
    }
}
