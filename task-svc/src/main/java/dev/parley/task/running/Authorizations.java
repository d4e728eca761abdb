package dev.parley.task.running;

import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks agents about tasks that wait for an authorization whenever somebody looks at one: it may have come on another way than
 * by a message, and then nothing tells the mesh. The one who looks does not wait for it. Safe for concurrent use.
 */
final class Authorizations {
    private static final Logger log = LoggerFactory.getLogger(Authorizations.class);

    private final LiveTasks live;
    private final Adoption adoption;
    private final Set<TaskKey> asking = ConcurrentHashMap.newKeySet();

    Authorizations(LiveTasks live, Adoption adoption) {
        this.live = live;
        this.adoption = adoption;
    }

    void lookedAt(TaskRow row) {
        boolean waits =
                row.state() == TaskState.AUTH_REQUIRED && !row.remoteTask().isEmpty();
        // one that is run is listened to
        if (waits && live.find(row.key()).isEmpty() && asking.add(row.key())) {
            Thread.ofVirtual().name("authorization").start(() -> ask(row.key()));
        }
    }

    private void ask(TaskKey key) {
        try {
            live.exclusively(key, () -> adoption.tryAdopt(key));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("task_id", key)
                    .addKeyValue("reason", e.getMessage())
                    .log("agent not asked about an authorization; with the next look");
        } finally {
            asking.remove(key);
        }
    }
}
