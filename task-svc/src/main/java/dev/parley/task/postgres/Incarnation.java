package dev.parley.task.postgres;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This life of this instance, as the others see it: a row with a lease that is renewed by the database's clock. What an
 * earlier life of the same instance was running is free at once; what another instance runs, when its lease is out.
 */
public final class Incarnation implements AutoCloseable {
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(Incarnation.class);

    private final DataSource dataSource;
    private final UUID id;
    private final String name;
    private final Thread renewal;

    public Incarnation(DataSource dataSource, UUID id, String name) {
        this.dataSource = dataSource;
        this.id = id;
        this.name = name;
        register();
        this.renewal = Thread.ofVirtual().name("lease-renewal").start(this::renew);
    }

    private void register() {
        Sql.update(
                dataSource, "DELETE FROM task.instance WHERE name = ? OR lease_until < now() - interval '1 day'", s -> {
                    s.setString(1, name);
                });
        insert();
    }

    private void insert() {
        Sql.update(
                dataSource,
                "INSERT INTO task.instance (incarnation, name, lease_until) VALUES (?, ?, now() + ? * interval '1 s')"
                        + " ON CONFLICT (incarnation) DO UPDATE SET lease_until = excluded.lease_until",
                s -> {
                    s.setObject(1, id);
                    s.setString(2, name);
                    s.setLong(3, LEASE.toSeconds());
                });
    }

    private void renew() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                TimeUnit.MILLISECONDS.sleep(LEASE.toMillis() / 4);
                int renewed = Sql.update(
                        dataSource,
                        "UPDATE task.instance SET name = ?, lease_until = now() + ? * interval '1 s'"
                                + " WHERE incarnation = ?",
                        s -> {
                            s.setString(1, name);
                            s.setLong(2, LEASE.toSeconds());
                            s.setObject(3, id);
                        });
                if (renewed == 0) {
                    log.atError()
                            .addKeyValue("instance", name)
                            .log("another instance has started under the same name (expected: a name of its own)");
                    insert();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.atWarn().addKeyValue("reason", e.getMessage()).log("lease could not be renewed");
            }
        }
    }

    public UUID id() {
        return id;
    }

    @Override
    public void close() {
        renewal.interrupt();
    }
}
