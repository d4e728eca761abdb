package dev.parley.task.postgres;

import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** The connection that renews a lease, for tests in other packages: it renews when it is told to. */
public final class RealLease {
    private final LeaseConnection connection;

    public RealLease(DataSource source, UUID incarnation, String name, LeaseConfig config) {
        connection = new LeaseConnection(source, incarnation, name, config);
    }

    public void renew() throws SQLException {
        connection.renew();
    }

    public void release() throws SQLException {
        connection.release();
    }

    public void disconnect() {
        connection.drop();
    }
}
