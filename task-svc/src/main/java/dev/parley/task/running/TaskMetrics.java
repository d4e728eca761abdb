package dev.parley.task.running;

import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.DeadLetter;
import dev.parley.task.lifecycle.TaskState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts tasks that have ended, each once, when its end is committed: {@code a2a_tasks_total} and
 * {@code a2a_task_duration_seconds}, from acceptance to end. Safe for concurrent use.
 */
public final class TaskMetrics {
    /** Agents with a series of their own; the rest are {@code other}. */
    static final int MOST_AGENTS = 200;

    private final MeterRegistry meters;
    private final Timer duration;
    private final Set<String> agents = ConcurrentHashMap.newKeySet();

    public TaskMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.duration = Timer.builder("a2a.task.duration")
                .description("From a task's acceptance to its end")
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1))
                .register(meters);
    }

    /** @param agent who had it last; empty when nobody was chosen */
    void ended(String agent, TaskState state, Duration took) {
        meters.counter("a2a.tasks", "agent", label(agent), "status", status(state))
                .increment();
        duration.record(took.isNegative() ? Duration.ZERO : took);
    }

    /** A message was not accepted, for what the mesh, or one agent or tenant, has to do. */
    void refused(A2aException why) {
        meters.counter("parley.tasks.refused", "scope", why.leavesRoomForOthers() ? "one" : "mesh")
                .increment();
    }

    /** A task has become a dead letter. */
    void undelivered(DeadLetter.Reason reason) {
        meters.counter("parley.dead.letters", "reason", reason.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    private String label(String agent) {
        if (agent.isEmpty()) {
            return "none";
        }
        if (agents.contains(agent)) {
            return agent;
        }
        // two at once may add one too many, which does no harm
        return agents.size() < MOST_AGENTS && agents.add(agent) ? agent : "other";
    }

    private static String status(TaskState state) {
        return switch (state) {
            case COMPLETED -> "success";
            case CANCELED -> "canceled";
            case FAILED, REJECTED -> "error";
            case SUBMITTED, WORKING, INPUT_REQUIRED, AUTH_REQUIRED ->
                throw new IllegalArgumentException(state + " (expected: a terminal state)");
        };
    }
}
