package dev.parley.edge.health;

import dev.parley.edge.calls.TaskCalls;
import dev.parley.kit.health.Dependency;
import dev.parley.proto.task.v1.TaskServiceStatus;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The task service, and how busy it last said it is. */
@Singleton
final class TaskServiceDependency implements Dependency {
    private static final Duration AT_MOST = Duration.ofMillis(900);

    private final TaskCalls tasks;
    private volatile TaskServiceStatus last = TaskServiceStatus.getDefaultInstance();

    TaskServiceDependency(TaskCalls tasks) {
        this.tasks = tasks;
    }

    @Override
    public String name() {
        return "task";
    }

    @Override
    public boolean required() {
        return true;
    }

    @Override
    public boolean isEssential() {
        return false;
    }

    @Override
    public String check() {
        TaskServiceStatus status = tasks.status(AT_MOST);
        last = status;
        String busy =
                status.getRecovering() ? "recovering tasks found at start" : status.getActiveTasks() + " active tasks";
        return status.getReducedDurability() ? busy + ", enhanced_durability off" : busy;
    }

    int activeTasks() {
        return last.getActiveTasks();
    }
}
