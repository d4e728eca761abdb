package dev.parley.task.postgres;

import dev.parley.task.journal.Calls;
import dev.parley.task.journal.Lease;
import dev.parley.task.journal.TaskKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This life of this instance, as the others see it: a row with a lease that is renewed by the database's clock. What an
 * earlier life of the same instance was running is free at once; what another instance runs, when that is dead or hangs.
 */
public final class Incarnation implements Calls, AutoCloseable {
    private static final Duration AFTER_FAILURE = Duration.ofMillis(100);
    private static final Logger log = LoggerFactory.getLogger(Incarnation.class);

    private final UUID id;
    private final String name;
    private final LeaseConfig config;
    private final LongSupplier nanoTime;
    private final LeaseTerms terms;
    private final LeaseConnection connection;
    private final Thread renewal;
    private volatile Consumer<TaskKey> listener = unheard -> {};
    private volatile boolean closed;

    /**
     * Begins it: what an earlier life of the same name has left is nobody's from now on.
     *
     * @param own opens the one connection of the lease; not pooled
     * @param nanoTime a clock that never jumps, in nanoseconds
     * @throws dev.parley.proto.error.A2aException OVERLOADED when the database cannot be reached
     */
    public Incarnation(
            DataSource pool, DataSource own, UUID id, String name, LeaseConfig config, LongSupplier nanoTime) {
        this.id = id;
        this.name = name;
        this.config = config;
        this.nanoTime = nanoTime;
        this.terms = new LeaseTerms(config, nanoTime);
        this.connection = new LeaseConnection(own, id, name, config);
        Sql.update(
                pool,
                "DELETE FROM task.instance WHERE name = ? OR lease_until < now() - interval '1 day'",
                statement -> statement.setString(1, name));
        Sql.update(
                pool,
                "DELETE FROM task.writer w WHERE NOT EXISTS (SELECT 1 FROM task.instance i"
                        + " WHERE i.incarnation = w.incarnation)",
                statement -> {});
        // here and now: what is accepted before there is a lease would be anybody's
        try {
            renew();
        } catch (SQLException e) {
            throw Sql.unavailable(e);
        }
        // a thread of the platform: virtual ones may have to wait for each other when all are busy
        this.renewal = Thread.ofPlatform().name("lease-renewal").daemon().start(this::renewAlways);
    }

    private void renewAlways() {
        boolean failing = false;
        while (!closed) {
            try {
                if (renew()) {
                    log.atError()
                            .addKeyValue("instance", name)
                            .log("another instance has started under the same name (expected: a name of its own)");
                }
                failing = false;
                connection.awaitCalls(config.renewEvery()).forEach(listener);
            } catch (SQLException | RuntimeException e) {
                if (!failing) {
                    log.atWarn()
                            .addKeyValue("instance", name)
                            .addKeyValue("reason", e.getMessage())
                            .log("lease could not be renewed; tried until it can");
                }
                failing = true;
                pause(AFTER_FAILURE);
            }
        }
    }

    private boolean renew() throws SQLException {
        long begun = nanoTime.getAsLong();
        boolean wasGone = connection.renew();
        terms.renewed(begun);
        return wasGone;
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            // close() wakes us up; the loop's condition decides
        }
    }

    @Override
    public void whenCalled(Consumer<TaskKey> told) {
        listener = told;
    }

    public UUID id() {
        return id;
    }

    public Lease lease() {
        return terms;
    }

    /** Gives up the lease: others take over at once what is left. Call it when nothing of ours is running any more. */
    @Override
    public void close() {
        closed = true;
        renewal.interrupt();
        try {
            renewal.join(Duration.ofSeconds(3));
            connection.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException e) {
            log.atInfo().addKeyValue("instance", name).log("lease not given up; it runs out");
        } finally {
            connection.drop();
        }
    }
}
