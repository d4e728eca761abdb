package dev.parley.bench.chaos.agent;

import dev.parley.proto.a2a.v1.StreamResponse;

/** Writes a task's events as they fall due. */
final class TaskStreaming {
    private final EventWriter writer;
    private final ScriptedTask task;
    private final AgentWork work;
    private final boolean cuttable;

    /** @param cuttable whether the script's cut is for this stream: that of the send, and no later one */
    TaskStreaming(EventWriter writer, ScriptedTask task, AgentWork work, boolean cuttable) {
        this.writer = writer;
        this.task = task;
        this.work = work;
        this.cuttable = cuttable;
    }

    /** The task with what has happened, then the rest. */
    void begin(int happened) {
        writer.write(StreamResponse.newBuilder().setTask(task.at(happened)).build());
        await(happened);
    }

    private void await(int event) {
        if (event == task.events()) {
            writer.end();
            return;
        }
        writer.later(() -> happen(event), task.dueMillis(event) - work.nowMillis());
    }

    private void happen(int event) {
        if (!writer.isOpen()) {
            return;
        }
        writer.write(task.event(event));
        if (!cuttable || !task.isCutBehind(event)) {
            await(event + 1);
        } else if (task.script().cut() == Script.Cut.ENDED) {
            writer.end();
        } else {
            writer.drop();
        }
    }
}
