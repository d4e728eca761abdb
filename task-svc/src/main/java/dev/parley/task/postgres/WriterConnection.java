package dev.parley.task.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The one connection of the journal's writer, and what is prepared on it. For the writer's thread. */
final class WriterConnection {
    static final String WAIT_FOR_DISK = "SET synchronous_commit = on";
    static final String WAIT_FOR_NOTHING = "SET synchronous_commit = off";

    private final HeldConnection held;
    private final boolean exports;
    private @Nullable BatchStatement batch;

    /**
     * @param source opens connections; not pooled
     * @param exports each commit is noted in the outbox, too
     * @param durable false: commits do not wait for the disk
     */
    WriterConnection(DataSource source, UUID incarnation, boolean exports, boolean durable) {
        List<String> settings = new ArrayList<>(BatchStatement.PLANNER_SETTINGS);
        settings.add(durable ? WAIT_FOR_DISK : WAIT_FOR_NOTHING);
        this.held = new HeldConnection(source, incarnation.getLeastSignificantBits(), settings);
        this.exports = exports;
    }

    /** The statement that commits a batch, prepared once a connection. */
    BatchStatement batch() throws SQLException {
        BatchStatement prepared = batch;
        if (prepared == null) {
            prepared = new BatchStatement(open(), exports);
            batch = prepared;
        }
        return prepared;
    }

    /** When it returns a new one, nothing of ours is under way on an earlier one. */
    Connection open() throws SQLException {
        return held.open();
    }

    void drop() {
        batch = null;
        held.drop();
    }
}
