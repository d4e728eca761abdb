package dev.parley.router.postgres;

import dev.parley.kit.health.Dependency;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The database of decisions; the router routes without it. */
@Singleton
final class PostgresDependency implements Dependency {
    private final DataSource database;

    PostgresDependency(DataSource database) {
        this.database = database;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public String check() throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (!connection.isValid(1)) {
                throw new SQLException("the connection is not valid");
            }
            return "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion();
        }
    }
}
