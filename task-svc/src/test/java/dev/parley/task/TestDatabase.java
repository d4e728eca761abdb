package dev.parley.task;

import dev.parley.task.postgres.Schema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database of its own on the PostgreSQL server that all tests of the JVM share. */
public final class TestDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    private static final class Server {
        // it ends with the JVM
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("synchronous_commit", "on")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Migrated {
        static final TestDatabase TEMPLATE = create();

        private static TestDatabase create() {
            TestDatabase template = empty();
            new Schema(template.source(), InstantSource.system()).migrate();
            return template;
        }
    }

    public static TestDatabase empty() {
        return make("");
    }

    /** With the schema as it is today, and its partitions. */
    public static TestDatabase migrated() {
        return Migrated.TEMPLATE.copy();
    }

    /** Nobody may be connected to this one. */
    public TestDatabase copy() {
        return make(" TEMPLATE " + name);
    }

    private static TestDatabase make(String from) {
        String name = "test_" + COUNT.incrementAndGet();
        try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + from);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new TestDatabase(name);
    }

    /** Opens connections of no pool. */
    public DataSource source() {
        return Server.POSTGRES.getDatabase("postgres", name);
    }

    public String url() {
        return Server.POSTGRES.getJdbcUrl("postgres", name);
    }
}
