package dev.parley.task.postgres;

import dev.parley.task.journal.TaskKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The one connection that renews a lease and hears when this life is called. Its lock is free when it is gone, so others see at once
 * that a process has died; of one that hangs the lease alone tells. For one thread.
 */
final class LeaseConnection {
    /** Followed by the digits of the incarnation that is called. */
    static final String CHANNEL = "parley_task_";

    // xmax is 0 in a row that was inserted, and not updated
    private static final String RENEW = "INSERT INTO task.instance AS i (incarnation, name, lock, lease_until)"
            + " VALUES (?, ?, ?, now() + ? * interval '1 ms') ON CONFLICT (incarnation) DO UPDATE"
            + " SET lease_until = excluded.lease_until, lock = excluded.lock, renewed_at = now(), swept = false"
            + " RETURNING xmax = 0";

    private final HeldConnection held;
    private final UUID incarnation;
    private final String name;
    private final long lock;
    private final LeaseConfig config;

    /** @param source opens connections; not pooled */
    LeaseConnection(DataSource source, UUID incarnation, String name, LeaseConfig config) {
        this.incarnation = incarnation;
        this.name = name;
        // the writer's connection locks the lower half alone
        this.lock = incarnation.getMostSignificantBits() ^ Long.rotateLeft(incarnation.getLeastSignificantBits(), 1);
        this.config = config;
        this.held = new HeldConnection(
                source,
                lock,
                List.of(
                        // a lease that a crash of the database forgets is renewed: it need not wait for the disk
                        "SET synchronous_commit = off",
                        "LISTEN " + CHANNEL + incarnation.toString().replace("-", "")));
    }

    /** True when there was no lease of this life: it is the first, or somebody has removed the row. */
    boolean renew() throws SQLException {
        return renew(config.hungAfter().toMillis());
    }

    /** Whatever is left may be taken over at once. */
    void release() throws SQLException {
        renew(0);
    }

    private boolean renew(long millis) throws SQLException {
        try (PreparedStatement statement = held.open().prepareStatement(RENEW)) {
            statement.setObject(1, incarnation);
            statement.setString(2, name);
            statement.setLong(3, lock);
            statement.setLong(4, millis);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } catch (SQLException | RuntimeException e) {
            drop();
            throw e;
        }
    }

    /** Waits for calls of other instances, so long at most. */
    List<TaskKey> awaitCalls(Duration atMost) throws SQLException {
        try {
            List<TaskKey> called = new ArrayList<>();
            for (PGNotification call :
                    held.open().unwrap(PGConnection.class).getNotifications((int) Math.max(1, atMost.toMillis()))) {
                String[] words = call.getParameter().split(" ", 2);
                called.add(new TaskKey(words[1], UUID.fromString(words[0])));
            }
            return called;
        } catch (SQLException | RuntimeException e) {
            drop();
            throw e;
        }
    }

    void drop() {
        held.drop();
    }
}
