package dev.parley.task.running;

import com.google.protobuf.Duration;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.proto.router.v1.RemoteTaskRequest;
import dev.parley.proto.router.v1.RouterServiceGrpc.RouterServiceBlockingStub;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks agents about tasks that wait for an authorization while somebody looks at them: it may come on another way than by a
 * message, and then nothing tells the mesh. A task whose agent has gone on is taken in and goes on here; else nothing changes.
 * The one who looks does not wait for it. Each task is asked about once in {@link #PAUSE_SECONDS}, and so many at once. Safe
 * for concurrent use.
 */
public final class Authorizations {
    private static final int PAUSE_SECONDS = 1;
    private static final int ANSWER_SECONDS = 5;
    private static final int MOST_AT_ONCE = 1_000;
    private static final Logger log = LoggerFactory.getLogger(Authorizations.class);

    private final RouterServiceBlockingStub router;
    private final JournalStore store;
    private final LiveTasks live;
    private final Adoption adoption;
    private final CancelRequests cancels;
    private final Set<TaskKey> asked = ConcurrentHashMap.newKeySet();

    public Authorizations(
            RouterServiceBlockingStub router,
            JournalStore store,
            LiveTasks live,
            Adoption adoption,
            CancelRequests cancels) {
        this.router = router;
        this.store = store;
        this.live = live;
        this.adoption = adoption;
        this.cancels = cancels;
    }

    void lookedAt(TaskKey key, TaskState state) {
        // one that is run is listened to
        boolean waits = state == TaskState.AUTH_REQUIRED && live.find(key).isEmpty();
        if (waits && asked.size() < MOST_AT_ONCE && asked.add(key)) {
            Thread.ofVirtual().name("authorization").start(() -> ask(key));
        }
    }

    private void ask(TaskKey key) {
        try {
            store.find(key).filter(this::onlyWaits).ifPresent(row -> {
                Principal owner = new Principal(key.tenant(), row.subject(), List.of());
                CallerIdentity.detached(owner).wrap(() -> takeInIfGoneOn(row)).run();
            });
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atInfo()
                    .addKeyValue("task_id", key)
                    .addKeyValue("reason", e.getMessage())
                    .log("agent not asked about an authorization");
        } finally {
            asked.remove(key);
        }
    }

    private boolean onlyWaits(TaskRow row) {
        return row.state() == TaskState.AUTH_REQUIRED
                && row.waiting() == 0
                && !row.remoteTask().isEmpty()
                && !cancels.areAsking(row.key());
    }

    private void takeInIfGoneOn(TaskRow row) {
        RemoteTaskRequest question = RemoteTaskRequest.newBuilder()
                .setAgentId(row.agent())
                .setRemoteTaskId(row.remoteTask())
                .setTaskId(row.key().toString())
                .setTimeout(Duration.newBuilder().setSeconds(ANSWER_SECONDS))
                .build();
        // without an answer it is nothing
        TaskState state = TaskState.of(router.withDeadlineAfter(ANSWER_SECONDS + 1, TimeUnit.SECONDS)
                .getRemoteTask(question)
                .getTask()
                .getStatus()
                .getState());
        if (state == null || state == TaskState.AUTH_REQUIRED) {
            return;
        }
        try {
            live.room().require(row.key().tenant());
            live.exclusively(row.key(), () -> adoption.follow(row.key()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
