package dev.parley.bench.chaos.fault;

import dev.parley.bench.load.Latencies;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * How long the tasks of a task process that was struck stay without an owner: from the strike to the higher epoch, and to the first entry
 * behind it (which may be the agent's next word, whenever that comes), by the tasks' own rows, which are looked at twenty times a second. Of a process that only hangs for less than its lease
 * there is nothing to take over.
 */
public final class Takeovers implements AutoCloseable {
    private static final long LOOK_MILLIS = 50;
    private static final long PATIENCE_MILLIS = 30_000;
    private static final String OWNED = """
            SELECT task_id, epoch, last_seq, state FROM task.task
            WHERE owner = (SELECT incarnation FROM task.instance WHERE name = ? ORDER BY lease_until DESC LIMIT 1)
              AND state IN (1, 2, 8)""";
    private static final String NOW =
            "SELECT task_id, epoch, last_seq, state FROM task.task WHERE tenant = 'default' AND task_id = ANY(?)";

    private final Database database;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Latencies owners = new Latencies();
    private final Latencies latencies = new Latencies();
    private int unseen;
    private int ownEnds;

    Takeovers(Database database) {
        this.database = database;
    }

    /** What is done to an instance. */
    interface Blow {
        void strike() throws IOException, InterruptedException;
    }

    private record Row(long epoch, long last, int state) {
        boolean isActive() {
            return state == 1 || state == 2 || state == 8;
        }
    }

    /** Strikes an instance and, beside it, watches what becomes of the tasks that it ran then. */
    void watch(String instance, Blow blow) throws IOException, InterruptedException {
        try {
            // before the blow: what happens at once is not to be missed
            Connection connection = database.connect();
            long struckNanos = System.nanoTime();
            threads.execute(() -> measure(connection, instance, struckNanos));
        } catch (SQLException e) {
            note(1);
        }
        blow.strike();
    }

    private void measure(Connection opened, String instance, long struckNanos) {
        try (Connection connection = opened) {
            Map<UUID, Row> waiting = owned(connection, instance);
            Set<UUID> owned = new HashSet<>();
            long end = struckNanos + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            while (!waiting.isEmpty() && System.nanoTime() - end < 0) {
                Thread.sleep(LOOK_MILLIS);
                look(connection, waiting, owned, struckNanos);
            }
            note(waiting.size());
        } catch (SQLException e) {
            note(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<UUID, Row> owned(Connection connection, String instance) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OWNED)) {
            statement.setString(1, instance);
            return rows(statement);
        }
    }

    private static Map<UUID, Row> rows(PreparedStatement statement) throws SQLException {
        Map<UUID, Row> rows = new HashMap<>();
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.put(
                        result.getObject(1, UUID.class),
                        new Row(result.getLong(2), result.getLong(3), result.getInt(4)));
            }
        }
        return rows;
    }

    private void look(Connection connection, Map<UUID, Row> waiting, Set<UUID> owned, long struckNanos)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NOW)) {
            statement.setArray(
                    1, connection.createArrayOf("uuid", waiting.keySet().toArray()));
            Map<UUID, Row> now = rows(statement);
            now.forEach((task, row) -> {
                Row before = Objects.requireNonNull(waiting.get(task));
                if (row.epoch() > before.epoch() && owned.add(task)) {
                    noteOwner(System.nanoTime() - struckNanos);
                }
                boolean taken = row.epoch() > before.epoch() && row.last() > before.last();
                if (taken || !row.isActive()) {
                    waiting.remove(task);
                    note(taken, System.nanoTime() - struckNanos);
                }
            });
        }
    }

    private synchronized void note(boolean taken, long nanos) {
        if (taken) {
            latencies.add(nanos);
        } else {
            ownEnds++;
        }
    }

    private synchronized void noteOwner(long nanos) {
        owners.add(nanos);
    }

    private synchronized void note(int more) {
        unseen += more;
    }

    /** Times until there was a new owner. */
    public synchronized double ownerMillis(double share) {
        return owners.quantileMillis(share);
    }

    /** Times until a new owner wrote. */
    public synchronized double quantileMillis(double share) {
        return latencies.quantileMillis(share);
    }

    public synchronized int count() {
        return latencies.count();
    }

    /** Tasks that went on under their old owner: its last batch was under way, or it only hung. */
    public synchronized int wentOn() {
        return ownEnds;
    }

    /** Tasks to which nothing happened for {@value #PATIENCE_MILLIS} ms, and looks that failed. */
    public synchronized int unseen() {
        return unseen;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
