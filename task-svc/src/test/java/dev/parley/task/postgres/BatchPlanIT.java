package dev.parley.task.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.task.TestDatabase;
import dev.parley.task.postgres.BatchStatement.Shape;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The plan of a batch is made while its tables are empty and kept for days, so it has to be the right one for full tables
 * from the start.
 */
class BatchPlanIT {
    private static final Pattern INDEX = Pattern.compile("Index (?:Only )?Scan (?:using|on) (\\S+)");
    private static Connection connection;

    @BeforeAll
    static void start() throws Exception {
        // simple: a plan without values is asked for, and only there can its placeholders stay without any
        connection = DriverManager.getConnection(TestDatabase.migrated().url() + "&preferQueryMode=simple");
        for (String setting : BatchStatement.PLANNER_SETTINGS) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(setting);
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
    }

    static Stream<Shape> shapes() {
        List<Boolean> both = List.of(false, true);
        return both.stream()
                .flatMap(accepts -> both.stream()
                        .flatMap(appends -> both.stream()
                                .flatMap(claims -> both.stream()
                                        .flatMap(webhooks -> both.stream()
                                                .flatMap(letters -> both.stream()
                                                        .flatMap(answered -> both.stream()
                                                                .flatMap(deadlines -> both.stream()
                                                                        .map(exports -> new Shape(
                                                                                accepts,
                                                                                appends,
                                                                                appends && claims,
                                                                                webhooks && (accepts || appends),
                                                                                letters && appends,
                                                                                deadlines && (accepts || appends),
                                                                                // a part of its own, as deadlines are
                                                                                deadlines && appends,
                                                                                answered,
                                                                                exports && (accepts || appends))))))))))
                .distinct()
                .filter(shape -> shape.accepts() || shape.appends() || shape.answered());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void rows_areReachedByPrimaryKeyAlone(Shape shape) throws Exception {
        String plan = plan(shape.sql());
        List<String> indexes =
                INDEX.matcher(plan).results().map(MatchResult::group).toList();

        assertThat(indexes).allMatch(index -> index.endsWith("_pkey"));
        assertThat(plan).doesNotContain("Seq Scan on task", "Seq Scan on journal", "Hash Join", "Merge Join");
        if (shape.appends()) {
            assertThat(indexes).as("one a partition").hasSizeGreaterThan(2);
        }
    }

    private static String plan(String sql) throws SQLException {
        AtomicInteger parameter = new AtomicInteger();
        String numbered = Pattern.compile("\\?").matcher(sql).replaceAll(place -> "\\$" + parameter.incrementAndGet());
        StringBuilder plan = new StringBuilder();
        try (Statement statement = connection.createStatement();
                ResultSet lines = statement.executeQuery("EXPLAIN (GENERIC_PLAN, COSTS OFF) " + numbered)) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
