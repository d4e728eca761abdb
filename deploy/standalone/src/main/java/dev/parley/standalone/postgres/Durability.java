package dev.parley.standalone.postgres;

import dev.parley.standalone.folder.StartRefused;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What PostgreSQL must be set to for a commit to mean anything, asked of the running server itself. */
public final class Durability {
    private Durability() {}

    /**
     * Asks on a connection as the services will open them.
     *
     * @throws StartRefused when fsync, full_page_writes or synchronous_commit is off
     */
    public static void require(Database database) {
        List<String> off = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
                try (ResultSet row = statement.executeQuery("SHOW " + setting)) {
                    if (!row.next() || row.getString(1).equals("off")) {
                        off.add(setting);
                    }
                }
            }
        } catch (SQLException e) {
            throw new StartRefused(
                    "PostgreSQL (" + database.description() + ") does not answer: " + e.getMessage()
                            + " (expected: a database that this user may use)",
                    e);
        }
        if (!off.isEmpty()) {
            throw new StartRefused(
                    "PostgreSQL (" + database.description() + ") has " + String.join(" and ", off)
                            + " off: an acknowledged message could be lost (expected: on, for the server, the database and the role)");
        }
    }
}
