package dev.parley.task.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
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
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("synchronous_commit", "on")
                .start()) {
            assertThat(setting(postgres.getPostgresDatabase(), true)).isEqualTo("on");
            assertThat(setting(postgres.getPostgresDatabase(), false)).isEqualTo("off");
        }
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
