package dev.parley.bench.chaos.agent;

import com.google.protobuf.Timestamp;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskArtifactUpdateEvent;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;

/**
 * A task whose whole course follows from when it began and from its script: first the task, then WORKING, the chunks of one artifact,
 * COMPLETED. So an agent that was killed knows, from its record of starts, what has become of it.
 */
final class ScriptedTask {
    private static final String ARTIFACT = "answer";
    /** The task itself and WORKING. */
    private static final int BEFORE_CHUNKS = 2;

    private final Start start;
    private final Script script;

    ScriptedTask(Start start) {
        this.start = start;
        this.script = Script.parse(start.text());
    }

    Script script() {
        return script;
    }

    String id() {
        return start.taskId();
    }

    int events() {
        return BEFORE_CHUNKS + script.chunks() + 1;
    }

    /** When an event happens, by the wall's clock. */
    long dueMillis(int event) {
        return event == 0
                ? start.atMillis()
                : start.atMillis() + script.delayMillis() + (event - 1L) * script.stepMillis();
    }

    /** How many events have happened, at least the first. */
    int happened(long nowMillis) {
        int count = 1;
        while (count < events() && dueMillis(count) <= nowMillis) {
            count++;
        }
        return count;
    }

    boolean isOver(int happened) {
        return happened >= events();
    }

    /** Whether the stream of its send is left behind this event. */
    boolean isCutBehind(int event) {
        return script.cut() != Script.Cut.NONE && event == BEFORE_CHUNKS - 1 + script.cutAfter();
    }

    /** What it was when so many of its events had happened. */
    Task at(int happened) {
        Task.Builder task = Task.newBuilder()
                .setId(start.taskId())
                .setContextId(start.contextId())
                .setStatus(status(happened - 1));
        int chunks = Math.min(happened - BEFORE_CHUNKS, script.chunks());
        if (chunks > 0) {
            Artifact.Builder artifact = Artifact.newBuilder().setArtifactId(ARTIFACT);
            for (int i = 0; i < chunks; i++) {
                artifact.addParts(Part.newBuilder().setText(script.chunk(i)));
            }
            task.addArtifacts(artifact);
        }
        return task.build();
    }

    /** One of its events, but for the first, which is the task. */
    StreamResponse event(int event) {
        int chunk = event - BEFORE_CHUNKS;
        if (chunk < 0 || chunk >= script.chunks()) {
            return StreamResponse.newBuilder()
                    .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                            .setTaskId(start.taskId())
                            .setContextId(start.contextId())
                            .setStatus(status(event)))
                    .build();
        }
        return StreamResponse.newBuilder()
                .setArtifactUpdate(TaskArtifactUpdateEvent.newBuilder()
                        .setTaskId(start.taskId())
                        .setContextId(start.contextId())
                        .setArtifact(Artifact.newBuilder()
                                .setArtifactId(ARTIFACT)
                                .addParts(Part.newBuilder().setText(script.chunk(chunk))))
                        .setAppend(chunk > 0)
                        .setLastChunk(chunk == script.chunks() - 1))
                .build();
    }

    /** The answer of an agent that makes no task of it. */
    Message bareAnswer() {
        return Message.newBuilder()
                .setMessageId(start.taskId())
                .setContextId(start.contextId())
                .setRole(Role.ROLE_AGENT)
                .addParts(Part.newBuilder().setText(script.content()))
                .build();
    }

    private TaskStatus status(int lastEvent) {
        TaskState state = lastEvent == 0
                ? TaskState.TASK_STATE_SUBMITTED
                : lastEvent < events() - 1 ? TaskState.TASK_STATE_WORKING : TaskState.TASK_STATE_COMPLETED;
        // of the status, not of the chunks in between: asked twice, the task is the same
        long at = dueMillis(lastEvent == events() - 1 ? lastEvent : Math.min(lastEvent, 1));
        return TaskStatus.newBuilder()
                .setState(state)
                .setTimestamp(Timestamp.newBuilder().setSeconds(at / 1000).setNanos((int) (at % 1000) * 1_000_000))
                .build();
    }
}
