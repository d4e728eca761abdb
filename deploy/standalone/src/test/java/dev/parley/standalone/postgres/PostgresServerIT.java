package dev.parley.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.kit.programs.BinaryCache;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.StartRefused;
import dev.parley.standalone.process.Listening;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresServerIT {
    private final BinaryCache cache = new BinaryCache(Path.of("target", "cache").toAbsolutePath());

    @TempDir
    Path temp = Path.of("");

    private PostgresServer.Running start(DataFolder folder) throws IOException, InterruptedException {
        try (ServerSocket socket = new ServerSocket(0)) {
            int port = socket.getLocalPort();
            socket.close();
            return PostgresServer.start(
                    folder, cache, temp.resolve("extensions"), Listening.onLoopback(port), InstantSource.system());
        }
    }

    @Test
    void server_isDurable() throws Exception {
        try (DataFolder folder = DataFolder.open(temp.resolve("data"));
                PostgresServer.Running server = start(folder)) {
            assertThat(show(server.database(), "fsync")).isEqualTo("on");
            assertThat(show(server.database(), "full_page_writes")).isEqualTo("on");
            assertThat(show(server.database(), "synchronous_commit")).isEqualTo("on");
            assertThat(show(server.database(), "data_checksums")).isEqualTo("on");
        }
    }

    @Test
    void server_listensOnLoopbackOnlyAndAsksForThePassword() throws Exception {
        try (DataFolder folder = DataFolder.open(temp.resolve("data"));
                PostgresServer.Running server = start(folder)) {
            assertThat(show(server.database(), "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(show(server.database(), "unix_socket_directories")).isEmpty();
            assertThat(show(server.database(), "password_encryption")).isEqualTo("scram-sha-256");
            assertThatThrownBy(
                            () -> DriverManager.getConnection(server.database().url(), "parley", "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER ROLE parley SET synchronous_commit = off",
                "ALTER DATABASE postgres SET synchronous_commit = off"
            })
    void start_refusesToRunWhenACommitWouldNotBeSynced(String sabotage) throws Exception {
        try (DataFolder folder = DataFolder.open(temp.resolve("data"))) {
            try (PostgresServer.Running server = start(folder);
                    Connection connection = server.database().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(sabotage);
            }
            assertThatThrownBy(() -> start(folder))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("synchronous_commit off");
            assertThat(folder.postgres().resolve("postmaster.pid")).doesNotExist();
        }
    }

    @Test
    void start_overrulesWhatFilesSay() throws Exception {
        try (DataFolder folder = DataFolder.open(temp.resolve("data"))) {
            try (PostgresServer.Running server = start(folder);
                    Connection connection = server.database().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("ALTER SYSTEM SET fsync = off");
            }
            try (PostgresServer.Running server = start(folder)) {
                assertThat(show(server.database(), "fsync")).isEqualTo("on");
            }
        }
    }

    @Test
    void start_refusesTheDatabaseOfAnotherMajorVersion() throws Exception {
        try (DataFolder folder = DataFolder.open(temp.resolve("data"))) {
            Files.createDirectories(folder.postgres());
            Files.writeString(folder.postgres().resolve("PG_VERSION"), "17\n");
            assertThatThrownBy(() -> start(folder))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("PostgreSQL 17 (expected: 18");
        }
    }

    private static String show(Database database, String setting) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}
