package dev.parley.task;

import dev.parley.task.postgres.Schema;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the partitions of the days to come and removes once-keys that have expired, every hour. Days that have expired are the retention's. */
final class PartitionKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PartitionKeeper.class);

    private final Thread thread;

    PartitionKeeper(Schema schema) {
        this.thread = Thread.ofVirtual().name("partitions").start(() -> keep(schema));
    }

    private static void keep(Schema schema) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                TimeUnit.HOURS.sleep(1);
                schema.makePartitions();
                schema.purgeIntake();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("housekeeping failed; tried again in an hour");
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
