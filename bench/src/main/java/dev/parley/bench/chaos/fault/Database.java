package dev.parley.bench.chaos.fault;

import dev.parley.bench.chaos.agent.AgentSort;
import dev.parley.bench.chaos.check.Journaled;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
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

    Map<AgentSort, Journaled> journaled() throws SQLException {
        Properties patient = new Properties();
        patient.putAll(login);
        patient.setProperty("socketTimeout", "300");
        try (Connection connection = DriverManager.getConnection(url, patient);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT t.endpoint, count(*) FILTER (WHERE t.state IN (3, 4, 5, 7)),"
                                + " count(*) FILTER (WHERE t.state NOT IN (3, 4, 5, 7)),"
                                + " count(*) FILTER (WHERE j.entries IS DISTINCT FROM t.last_seq OR j.last <> t.last_seq)"
                                + " FROM task.task t LEFT JOIN (SELECT tenant, task_id, count(*) AS entries, max(seq) AS last"
                                + "  FROM task.journal GROUP BY tenant, task_id) j USING (tenant, task_id)"
                                + " WHERE t.endpoint LIKE 'chaos-%' GROUP BY t.endpoint")) {
            Map<AgentSort, Journaled> found = new EnumMap<>(AgentSort.class);
            while (row.next()) {
                found.put(AgentSort.ofId(row.getString(1)), new Journaled(row.getInt(2), row.getInt(3), row.getInt(4)));
            }
            return found;
        }
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
