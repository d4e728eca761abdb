package dev.parley.kit.jdbc;

import dev.parley.kit.health.Dependency;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** PostgreSQL. */
public final class DatabaseDependency implements Dependency {
    private final DataSource dataSource;
    private final boolean required;

    /** @param required whether the service can do nothing without it */
    public DatabaseDependency(DataSource dataSource, boolean required) {
        this.dataSource = dataSource;
        this.required = required;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public boolean required() {
        return required;
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
