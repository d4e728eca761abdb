package dev.parley.kit.jdbc;

import dev.parley.kit.health.Dependency;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** PostgreSQL, without which a service can do nothing. */
public final class DatabaseDependency implements Dependency {
    private final DataSource dataSource;

    public DatabaseDependency(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public boolean required() {
        return true;
    }

    @Override
    public String check() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.isValid(1)) {
                throw new IllegalStateException("does not answer");
            }
            return "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion();
        }
    }
}
