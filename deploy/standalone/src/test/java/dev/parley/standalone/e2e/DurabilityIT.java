package dev.parley.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Acknowledged means synced: PostgreSQL's own count of WAL syncs, over messages that come one at a time. */
class DurabilityIT {
    private static final int MESSAGES = 100;

    @TempDir
    private Path folder;

    @Test
    void loneMessages_areEachSynced() throws Exception {
        try (MeshProcess mesh = MeshProcess.start(folder.resolve("data"));
                SilentAgent agent = SilentAgent.start();
                Connection database = mesh.database()) {
            var caller = new A2aCaller(mesh.http());
            caller.register("silent", agent.url());
            long before = walSyncs(database);
            for (int i = 0; i < MESSAGES; i++) {
                // to the mesh: at the agent's own address the answer waits for the agent's first word
                caller.sendForSkill("silence", "message " + i);
            }
            // a backend reports its counts a while after its last commit; the WAL writer's, which would sync anyway, do
            // not count
            Waiting.until(MESSAGES + " syncs", Duration.ofSeconds(20), () -> walSyncs(database) - before >= MESSAGES);
            assertThat(tasks(database)).isEqualTo(MESSAGES);
        }
    }

    private static long walSyncs(Connection database) throws SQLException {
        return number(
                database,
                "SELECT sum(fsyncs)::bigint FROM pg_stat_io WHERE object = 'wal' AND backend_type = 'client backend'");
    }

    private static long tasks(Connection database) throws SQLException {
        return number(database, "SELECT count(*) FROM task.task");
    }

    private static long number(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
