package dev.parley.registry.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import dev.parley.proto.registry.v1.FindAgentsRequest;
import dev.parley.registry.Cards;
import dev.parley.registry.Deadline;
import dev.parley.registry.FakeEmbedding;
import dev.parley.registry.RegistryMesh;
import dev.parley.registry.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs where {@code PARLEY_PGVECTOR} names pgvector's files. */
class PgVectorSearchTest extends SearchContract {
    private static TestPostgres server;

    @BeforeAll
    static void startServer() {
        server = TestPostgres.withExtensions(TestPostgres.pgVectorFiles());
    }

    /** The planner is kept from what it would rather do with so few rows, so that the index answers. */
    @Override
    String newDatabase() {
        return server.create() + "&options=-c%20enable_seqscan=off%20-c%20enable_bitmapscan=off%20-c%20enable_sort=off";
    }

    @Override
    String engine() {
        return "pgvector";
    }

    @Test
    void index_isTakenOverWhenTheExtensionAppears(@TempDir Path folder) throws Exception {
        // the server may run as another user
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        TestPostgres later = TestPostgres.withExtensions(folder);
        try (FakeEmbedding embedding = new FakeEmbedding("appears-embed").model("fake/3");
                RegistryMesh mesh = new RegistryMesh(
                        later.create(),
                        Map.of(
                                "parley.services.embed", "in-process:appears-embed",
                                "parley.registry.search.retry", "50ms"))) {
            mesh.registerCard("early", Cards.named("early", "http://127.0.0.1:1/early"));
            assertThat(engine(mesh)).isEqualTo("exact-scan");
            copy(TestPostgres.pgVectorFiles(), folder);
            Deadline.await("pgvector is used", () -> engine(mesh).equals("pgvector"));
            mesh.registerCard("late", Cards.named("late", "http://127.0.0.1:1/late"));
            FindAgentsRequest need = FindAgentsRequest.newBuilder()
                    .setText("tells the weather of any city")
                    .build();
            assertThat(mesh.stub().findAgents(need).getMatchesCount()).isEqualTo(2);
        }
    }

    private static String engine(RegistryMesh mesh) {
        return mesh.stub().getRegistryStatus(Empty.getDefaultInstance()).getVectorEngine();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted().toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (!Files.exists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @Test
    void query_isOfTheFormThatTheIndexServes() throws Exception {
        String database = newDatabase();
        try (FakeEmbedding embedding = new FakeEmbedding("plan-embed");
                RegistryMesh mesh =
                        new RegistryMesh(database, Map.of("parley.services.embed", "in-process:plan-embed"))) {
            assertThat(embedding.texts()).isNotNegative();
            assertThat(engine(mesh)).isEqualTo("pgvector");
        }
        try (Connection connection = DriverManager.getConnection(database, "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL enable_seqscan = off");
            statement.execute("SET LOCAL enable_sort = off");
            StringBuilder plan = new StringBuilder();
            try (ResultSet rows = statement.executeQuery("""
                    EXPLAIN SELECT agent_id FROM registry.skill_embedding WHERE tenant = 't' AND model = 'm'
                    ORDER BY embedding <#> array_fill(0.1::real, ARRAY[384])::vector LIMIT 10""")) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
            assertThat(plan).contains("skill_embedding_nearest");
        }
    }
}
