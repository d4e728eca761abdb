package dev.parley.task.running;

import dev.parley.proto.a2a.v1.Task;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;

/** What a task's entries make of it, without anybody running it. Not safe for concurrent use. */
public final class JournalFold {
    private final CommittedTask task;

    /** @param row as it was before the first entry */
    public JournalFold(TaskRow row) {
        this.task = new CommittedTask(row, LiveTasks.fresh(row), 0);
    }

    public void take(Entry entry) {
        task.take(entry);
    }

    public TaskState state() {
        return task.state();
    }

    /** The agent answered with a bare message: callers see no task. */
    public boolean isBareMessage() {
        return task.seen().message() != null;
    }

    /** As it would be serialized. */
    public long bytes() {
        return task.bytes();
    }

    public Task toTask() {
        return task.fold().toTask();
    }
}
