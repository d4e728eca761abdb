package dev.parley.bench.chaos.fault;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The mesh's PostgreSQL, as the operator reaches it. Each call has a connection of its own. Thread-safe. */
final class Database {
    private final String url;
    private final Properties login = new Properties();

    /** @param settings of a service that uses it */
    Database(Path settings) throws IOException {
        Properties service = new Properties();
        try (Reader reader = Files.newBufferedReader(settings)) {
            service.load(reader);
        }
        this.url = service.getProperty("datasources.default.url");
        login.setProperty("user", service.getProperty("datasources.default.username"));
        login.setProperty("password", service.getProperty("datasources.default.password"));
        login.setProperty("connectTimeout", "5");
        login.setProperty("socketTimeout", "10");
        login.setProperty("ApplicationName", "chaos");
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, login);
    }

    /** Ends all connections but this one; how many they were. */
    int cutAll() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet cut = statement.executeQuery("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                        + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")) {
            cut.next();
            return cut.getInt(1);
        }
    }
}
