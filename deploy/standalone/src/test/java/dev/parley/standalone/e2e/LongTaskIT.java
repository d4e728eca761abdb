package dev.parley.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.examples.kit.AgentServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an event costs does not grow with the events before it: counted in journal rows and bytes of WAL, not timed. */
class LongTaskIT {
    private static final int CHUNKS = 10_000;
    private static final int QUARTER = CHUNKS / 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private record Written(long rows, long walBytes) {
        Written minus(Written earlier) {
            return new Written(rows - earlier.rows, walBytes - earlier.walBytes);
        }
    }

    @Test
    void event_costsTheSameLateInALongTask() throws Exception {
        var permits = new Semaphore(0);
        Path data = folder.resolve("data");
        try (AgentServer agent = CountingAgent.start((task, chunk) -> permits.acquire());
                MeshProcess mesh = MeshProcess.start(data);
                Connection database = mesh.database()) {
            var caller = new A2aCaller(mesh.http());
            caller.register("counter", agent.url());
            EventWatch watch = caller.stream(A2aCaller.agent("counter"), Integer.toString(CHUNKS));

            List<Written> quarters = new ArrayList<>();
            for (int quarter = 1; quarter <= 4; quarter++) {
                String whole = CountingAgent.wholeText(quarter * QUARTER);
                Written before = written(database);
                permits.release(QUARTER);
                Waiting.until("quarter " + quarter, PATIENCE, () -> length(watch) == whole.length());
                quarters.add(written(database).minus(before));
            }
            Waiting.until("stream over", PATIENCE, watch::isOver);

            assertThat(watch.endedWell()).isTrue();
            assertThat(EventWatch.text(watch.events())).isEqualTo(CountingAgent.wholeText(CHUNKS));
            System.out.println("10,000 chunks on one task, written a quarter: " + quarters);
            assertThat(quarters.getLast().rows()).isLessThanOrEqualTo(QUARTER + 10L);
            assertThat(quarters.getLast().walBytes())
                    .as("bytes of WAL in the last quarter against the first, %s", quarters)
                    .isLessThan(2 * quarters.getFirst().walBytes());
        }
    }

    private static int length(EventWatch watch) {
        return watch.events().stream()
                .mapToInt(event -> event.result()
                        .path("artifactUpdate")
                        .path("artifact")
                        .path("parts")
                        .path(0)
                        .path("text")
                        .asText()
                        .length())
                .sum();
    }

    /** A checkpoint first: the whole-page images after it weigh the same in every quarter. */
    private static Written written(Connection database) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute("CHECKPOINT");
            try (ResultSet row = statement.executeQuery(
                    "SELECT count(*), (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint FROM task.journal")) {
                row.next();
                return new Written(row.getLong(1), row.getLong(2));
            }
        }
    }
}
