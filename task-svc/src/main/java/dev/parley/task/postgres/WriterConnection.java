package dev.parley.task.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The one connection of the journal's writer, opened when it is needed and given up after any failure. For the writer's thread. */
final class WriterConnection {
    private final DataSource source;
    private final UUID incarnation;
    private @Nullable Connection connection;
    private @Nullable BatchStatement batch;

    /** @param source opens connections; not pooled */
    WriterConnection(DataSource source, UUID incarnation) {
        this.source = source;
        this.incarnation = incarnation;
    }

    /** The statement that commits a batch, prepared once a connection. */
    BatchStatement batch() throws SQLException {
        BatchStatement prepared = batch;
        if (prepared == null) {
            prepared = new BatchStatement(open());
            batch = prepared;
        }
        return prepared;
    }

    Connection open() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.getConnection();
            open.setAutoCommit(true);
            endEarlier(open);
            try (Statement settings = open.createStatement()) {
                for (String setting : BatchStatement.PLANNER_SETTINGS) {
                    settings.execute(setting);
                }
            }
            connection = open;
        }
        return open;
    }

    /**
     * A connection that broke may still be at work inside PostgreSQL, and commit later. Each holds a lock of this
     * incarnation's for as long as it lives, so ending whoever holds it and then holding it ourselves means that nothing of
     * ours is under way.
     */
    private void endEarlier(Connection open) throws SQLException {
        long lock = incarnation.getLeastSignificantBits();
        try (PreparedStatement end = open.prepareStatement("SELECT pg_terminate_backend(pid) FROM pg_locks"
                        + " WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint = ? AND objid::bigint = ?"
                        + " AND pid <> pg_backend_pid()");
                PreparedStatement take = open.prepareStatement("SELECT pg_advisory_lock(?)")) {
            end.setLong(1, lock >>> Integer.SIZE);
            end.setLong(2, lock & 0xFFFF_FFFFL);
            end.execute();
            take.setLong(1, lock);
            take.execute();
        } catch (SQLException e) {
            open.abort(Runnable::run);
            throw e;
        }
    }

    /** Whatever it was at, it is not ours any more. */
    void drop() {
        Connection broken = connection;
        connection = null;
        batch = null;
        if (broken != null) {
            try {
                broken.abort(Runnable::run);
            } catch (SQLException alreadyGone) {
                // nothing left to close
            }
        }
    }
}
