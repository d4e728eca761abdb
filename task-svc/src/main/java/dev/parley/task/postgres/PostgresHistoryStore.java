package dev.parley.task.postgres;

import dev.parley.task.history.HistoryStore;
import dev.parley.task.history.Resume;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Histories beside the journal in PostgreSQL: {@code task.resumed}, and rows without their snapshots. */
public final class PostgresHistoryStore implements HistoryStore {
    private static final String ADD = """
            INSERT INTO task.resumed AS r (tenant, task_id, times, at, after_seq, resent) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant, task_id) DO UPDATE SET
                times = r.times + excluded.times,
                at = (r.at || excluded.at)[1:%1$d],
                after_seq = (r.after_seq || excluded.after_seq)[1:%1$d],
                resent = (r.resent || excluded.resent)[1:%1$d]
            RETURNING set_config('synchronous_commit', 'off', true)
            """.formatted(MOST_LISTED);

    private static final String ATTEMPTS = """
            SELECT seq, kind, payload, at FROM (
                SELECT seq, kind, payload, at, sum(length(payload)) OVER (ORDER BY seq) - length(payload) AS before FROM (
                    SELECT j.* FROM task.journal j JOIN task.task t ON t.tenant = j.tenant AND t.task_id = j.task_id
                    WHERE j.tenant = ? AND j.task_id = ? AND (j.kind IN (1, 2, 7) OR j.seq > t.last_seq - 3)
                    ORDER BY j.seq LIMIT 100) page) weighed
            WHERE before < 1048576 ORDER BY seq
            """;

    private final DataSource dataSource;

    public PostgresHistoryStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Optional<TaskRow> row(TaskKey key) {
        return Sql.first(
                dataSource,
                "SELECT " + TaskRows.COLUMNS_WITHOUT_SNAPSHOT + " FROM task.task WHERE tenant = ? AND task_id = ?",
                statement -> {
                    statement.setString(1, key.tenant());
                    statement.setObject(2, key.id());
                },
                TaskRows::read);
    }

    @Override
    public List<Entry> attempts(TaskKey key) {
        return Sql.query(
                dataSource,
                ATTEMPTS,
                statement -> {
                    statement.setString(1, key.tenant());
                    statement.setObject(2, key.id());
                },
                rows -> Entry.parse(rows.getLong(1), rows.getInt(2), rows.getBytes(3), Sql.instant(rows, 4)));
    }

    @Override
    public void add(TaskKey key, List<Resume> resumes) {
        List<Resume> listed = resumes.stream().limit(MOST_LISTED).toList();
        Sql.query(
                dataSource,
                ADD,
                statement -> {
                    statement.setString(1, key.tenant());
                    statement.setObject(2, key.id());
                    statement.setLong(3, resumes.size());
                    var connection = statement.getConnection();
                    statement.setArray(
                            4,
                            connection.createArrayOf(
                                    "timestamptz",
                                    listed.stream()
                                            .map(resume -> Timestamp.from(resume.at()))
                                            .toArray()));
                    statement.setArray(
                            5,
                            connection.createArrayOf(
                                    "int8",
                                    listed.stream().map(Resume::afterSequence).toArray()));
                    statement.setArray(
                            6,
                            connection.createArrayOf(
                                    "bool", listed.stream().map(Resume::resent).toArray()));
                },
                rows -> true);
    }

    @Override
    public Resumes resumes(TaskKey key) {
        return Sql.first(
                        dataSource,
                        "SELECT times, at, after_seq, resent FROM task.resumed WHERE tenant = ? AND task_id = ?",
                        statement -> {
                            statement.setString(1, key.tenant());
                            statement.setObject(2, key.id());
                        },
                        rows -> new Resumes(rows.getLong(1), listed(key, rows)))
                .orElse(new Resumes(0, List.of()));
    }

    private static List<Resume> listed(TaskKey key, ResultSet rows) throws SQLException {
        Timestamp[] at = (Timestamp[]) values(rows.getArray(2));
        Long[] after = (Long[]) values(rows.getArray(3));
        Boolean[] resent = (Boolean[]) values(rows.getArray(4));
        List<Resume> listed = new ArrayList<>(at.length);
        for (int i = 0; i < at.length; i++) {
            listed.add(new Resume(key, at[i].toInstant(), after[i], resent[i]));
        }
        return listed;
    }

    private static Object values(Array array) throws SQLException {
        return array.getArray();
    }
}
