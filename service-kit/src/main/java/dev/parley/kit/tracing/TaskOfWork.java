package dev.parley.kit.tracing;

import io.grpc.Context;
import org.jspecify.annotations.Nullable;

/** Which task the work of this thread is for, whether it is traced or not; it is in the log's lines. */
public final class TaskOfWork {
    private static final Context.Key<String> KEY = Context.key("parley-task");

    private TaskOfWork() {}

    /** The task's id; null outside the work for any. */
    public static @Nullable String current() {
        return KEY.get();
    }

    /** A context for work that is for a task. */
    public static Context in(Context context, String taskId) {
        return taskId.isEmpty() ? context : context.withValue(KEY, taskId);
    }
}
