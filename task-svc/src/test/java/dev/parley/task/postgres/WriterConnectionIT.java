package dev.parley.task.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.task.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class WriterConnectionIT {
    @Test
    void commits_waitForTheDiskUnlessDurabilityIsReduced() throws Exception {
        DataSource database = TestDatabase.empty().source();
        assertThat(setting(database, true)).isEqualTo("on");
        assertThat(setting(database, false)).isEqualTo("off");
    }

    private static String setting(DataSource database, boolean durable) throws SQLException {
        WriterConnection writer = new WriterConnection(database, new UUID(7, durable ? 1 : 2), false, durable);
        Connection connection = writer.open();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
            row.next();
            return row.getString(1);
        } finally {
            writer.drop();
        }
    }
}
