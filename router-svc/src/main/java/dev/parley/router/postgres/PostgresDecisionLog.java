package dev.parley.router.postgres;

import dev.parley.router.choice.Decision;
import dev.parley.router.choice.DecisionLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes decisions in batches from one thread of its own; callers only queue. A batch that fails is tried again until the
 * database is back, while new decisions wait in the queue up to its bound and are then dropped. Safe for concurrent use.
 */
@Singleton
final class PostgresDecisionLog implements DecisionLog {
    private static final Logger log = LoggerFactory.getLogger(PostgresDecisionLog.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CLEANING = Duration.ofHours(1);
    private static final String INSERT = """
            INSERT INTO router.route_decision (tenant, decision_id, task_id, decided_at, agent_id, summary, decision)
            VALUES (?, ?, ?, ?, ?, ?, ?::jsonb) ON CONFLICT DO NOTHING""";
    private static final String DELETE = "DELETE FROM router.route_decision WHERE decided_at < ?";

    private record Row(String tenant, String taskId, Instant at, Decision decision) {}

    private final DataSource database;
    private final DecisionLogConfig config;
    private final InstantSource clock;
    private final BlockingQueue<Row> waiting;
    private final Counter dropped;
    private final Thread writer;
    private volatile boolean closing;
    private Instant nextCleaning;

    PostgresDecisionLog(RouterSchema schema, DecisionLogConfig config, InstantSource clock, MeterRegistry meters) {
        this.database = schema.database();
        this.config = config;
        this.clock = clock;
        this.waiting = new ArrayBlockingQueue<>(config.queueSize());
        this.dropped = meters.counter("parley.router.decisions.dropped");
        this.nextCleaning = clock.instant();
        this.writer = Thread.ofVirtual().name("decision-log").start(this::run);
    }

    @Override
    public void record(String tenant, String taskId, Decision decision) {
        if (!waiting.offer(new Row(tenant, taskId, clock.instant(), decision))) {
            dropped.increment();
        }
    }

    private void run() {
        List<Row> batch = new ArrayList<>();
        try {
            while (!closing || !waiting.isEmpty()) {
                Row first = waiting.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, config.batchSize() - 1);
                    write(batch);
                    batch.clear();
                }
                clean();
            }
        } catch (InterruptedException e) {
            log.atDebug()
                    .addKeyValue("unwritten", batch.size() + waiting.size())
                    .log("decision log stopped");
        }
    }

    private void write(List<Row> batch) throws InterruptedException {
        boolean told = false;
        while (true) {
            try {
                insert(batch);
                return;
            } catch (SQLException e) {
                if (isBadRow(e)) {
                    oneByOne(batch);
                    return;
                }
                if (!told) {
                    told = true;
                    log.atWarn().addKeyValue("reason", e.getMessage()).log("decisions cannot be written, trying on");
                }
                TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
            }
        }
    }

    /** Class 22 and 23: the data is wrong, so trying again would fail for ever. */
    private static boolean isBadRow(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    private void oneByOne(List<Row> batch) throws InterruptedException {
        for (Row row : batch) {
            if (batch.size() == 1) {
                dropped.increment();
                log.atWarn().addKeyValue("task_id", row.taskId()).log("decision cannot be stored, dropped");
            } else {
                write(List.of(row));
            }
        }
    }

    private void insert(List<Row> batch) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            boolean restore = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                for (Row row : batch) {
                    bind(insert, row);
                    insert.addBatch();
                }
                insert.executeBatch();
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(restore);
            }
        }
    }

    private static void bind(PreparedStatement insert, Row row) throws SQLException {
        Decision decision = row.decision();
        insert.setString(1, row.tenant());
        insert.setObject(2, decision.id());
        insert.setString(3, row.taskId());
        insert.setTimestamp(4, Timestamp.from(row.at()));
        insert.setString(
                5,
                decision.candidates().isEmpty()
                        ? null
                        : decision.candidates().getFirst().candidate().agentId());
        insert.setString(6, decision.summary().replace('\0', '\uFFFD'));
        insert.setString(7, DecisionJson.write(decision));
    }

    private void clean() {
        Instant now = clock.instant();
        if (now.isBefore(nextCleaning)) {
            return;
        }
        nextCleaning = now.plus(CLEANING);
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setTimestamp(1, Timestamp.from(now.minus(config.keptFor())));
            delete.executeUpdate();
        } catch (SQLException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("old decisions could not be deleted");
        }
    }

    /** Writes what waits, for two seconds at most. */
    @PreDestroy
    void close() throws InterruptedException {
        closing = true;
        if (!writer.join(Duration.ofSeconds(2))) {
            writer.interrupt();
        }
    }
}
