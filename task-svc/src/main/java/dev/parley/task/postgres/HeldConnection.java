package dev.parley.task.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A connection that one thread keeps for good: opened when it is needed, given up after any failure. It holds an advisory lock for as
 * long as it lives. For one thread.
 */
final class HeldConnection {
    private final DataSource source;
    private final long lock;
    private final List<String> settings;
    private @Nullable Connection connection;

    /**
     * @param source opens connections; not pooled
     * @param lock that no other use of this database has
     * @param settings statements for each connection when it is open
     */
    HeldConnection(DataSource source, long lock, List<String> settings) {
        this.source = source;
        this.lock = lock;
        this.settings = List.copyOf(settings);
    }

    Connection open() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.getConnection();
            try (Statement statement = open.createStatement()) {
                open.setAutoCommit(true);
                takeLock(open);
                for (String setting : settings) {
                    statement.execute(setting);
                }
            } catch (SQLException | RuntimeException e) {
                open.abort(Runnable::run);
                throw e;
            }
            connection = open;
        }
        return open;
    }

    /**
     * Ends whichever connection holds the lock: an earlier one of ours that broke, and may still be at work inside PostgreSQL, and
     * commit later. When the lock is ours, that has come to its end.
     */
    private void takeLock(Connection open) throws SQLException {
        try (PreparedStatement end = open.prepareStatement("SELECT pg_terminate_backend(pid) FROM pg_locks"
                        + " WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint = ? AND objid::bigint = ?"
                        + " AND pid <> pg_backend_pid()");
                PreparedStatement take = open.prepareStatement("SELECT pg_advisory_lock(?)")) {
            end.setLong(1, lock >>> Integer.SIZE);
            end.setLong(2, lock & 0xFFFF_FFFFL);
            end.execute();
            take.setLong(1, lock);
            take.execute();
        }
    }

    /** Whatever it was at, it is not ours any more. */
    void drop() {
        Connection broken = connection;
        connection = null;
        if (broken != null) {
            try {
                broken.abort(Runnable::run);
            } catch (SQLException alreadyGone) {
                // nothing left to close
            }
        }
    }
}
