package dev.parley.registry.postgres;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Transactions, and what a database that is away means to callers. */
public final class Database {
    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private final TransactionOperations<Connection> transactions;

    Database(TransactionOperations<Connection> transactions) {
        this.transactions = transactions;
    }

    /** What to do in a transaction; repositories called inside take part in it. */
    public interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    interface Change {
        void with(Connection connection) throws SQLException;
    }

    /**
     * Runs {@code work} in one transaction.
     *
     * @throws A2aException OVERLOADED when the database does not answer
     */
    public <T> T write(Work<T> work) {
        try {
            return transactions.executeWrite(status -> work.with(status.getConnection()));
        } catch (RuntimeException e) {
            throw isAway(e) ? away(e) : e;
        }
    }

    /** As {@link #write}; false, and nothing written, when a key was taken. */
    boolean writeUnlessTaken(Change change) {
        try {
            return write(connection -> {
                change.with(connection);
                return true;
            });
        } catch (RuntimeException e) {
            if (hasState(e, "23505")) {
                return false;
            }
            throw e;
        }
    }

    private static A2aException away(RuntimeException failure) {
        log.atWarn().addKeyValue("reason", failure.getMessage()).log("database does not answer");
        return A2aException.retryable(
                A2aErrorCode.OVERLOADED, "The registry's database does not answer", Duration.ofSeconds(1));
    }

    /** Classes of SQL state: connection, resources, operator intervention; or no state, when the pool gave no connection. */
    private static boolean isAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                return state == null || state.startsWith("08") || state.startsWith("53") || state.startsWith("57");
            }
        }
        return false;
    }

    static boolean hasState(Throwable failure, String state) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && state.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
