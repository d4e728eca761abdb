package dev.parley.registry;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** Real PostgreSQL servers for all tests of the JVM, a fresh database for each that asks. */
public final class TestPostgres {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final EmbeddedPostgres server;

    private TestPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    private static final class Plain {
        static final TestPostgres SERVER = start(EmbeddedPostgres.builder());
    }

    /** The JDBC URL of a new, empty database on a server without pgvector. */
    public static String newDatabase() {
        return Plain.SERVER.create();
    }

    /** Where pgvector's files lie ({@code lib}, {@code share/extension}): {@code PARLEY_PGVECTOR}; skips the test without, fails it in CI. */
    public static Path pgVectorFiles() {
        Optional<Path> files =
                Optional.ofNullable(System.getenv("PARLEY_PGVECTOR")).map(Path::of);
        boolean there = files.isPresent() && Files.isRegularFile(files.get().resolve("lib/vector.so"));
        if (!there && System.getenv("CI") != null) {
            throw new AssertionError(
                    "PARLEY_PGVECTOR names no folder with lib/vector.so (expected: .ci/run fetches it)");
        }
        Assumptions.assumeTrue(
                there,
                "not run without pgvector: set PARLEY_PGVECTOR to the pgvector folder that ./parley up keeps in its cache");
        return files.orElseThrow();
    }

    /** A server that looks for extensions in this folder too. */
    public static TestPostgres withExtensions(Path folder) {
        // pg_ctl's shell must not take $system and $libdir for its own
        return start(EmbeddedPostgres.builder()
                .setServerConfig("extension_control_path", folder + "/share:\\$system")
                .setServerConfig("dynamic_library_path", folder + "/lib:\\$libdir"));
    }

    private static TestPostgres start(EmbeddedPostgres.Builder builder) {
        try {
            return new TestPostgres(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The JDBC URL of a new, empty database. */
    public String create() {
        String name = "test_" + COUNT.incrementAndGet();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server.getJdbcUrl("postgres", name);
    }
}
