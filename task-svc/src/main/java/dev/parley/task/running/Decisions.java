package dev.parley.task.running;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.a2a.v1.TaskStatusUpdateEvent;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.Candidate;
import dev.parley.proto.router.v1.Removed;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.task.lifecycle.TaskState;
import org.jspecify.annotations.Nullable;

/** Why an agent was chosen, as callers of the mesh see it: metadata of the task under the URI of `route`. */
final class Decisions {
    private static final int MAX_LISTED = 20;

    private Decisions() {}

    /** A status update that says who got the task; the state stays SUBMITTED until the agent says otherwise. */
    static StreamResponse shown(LiveTask task, RouteDecision decision, Candidate chosen, Timestamp at) {
        TaskState state = task.expectedState();
        return StreamResponse.newBuilder()
                .setStatusUpdate(TaskStatusUpdateEvent.newBuilder()
                        .setTaskId(task.id())
                        .setContextId(task.contextId())
                        .setStatus(
                                TaskStatus.newBuilder().setState(state.wire()).setTimestamp(at))
                        .setMetadata(metadata(decision, chosen)))
                .build();
    }

    /** The task of an agent that was named: nothing was decided, so the name is all there is to say. */
    static Task withAgent(Task task, String agentId) {
        Value route = Value.newBuilder()
                .setStructValue(Struct.newBuilder().putFields("agent", text(agentId)))
                .build();
        return task.toBuilder()
                .setMetadata(task.getMetadata().toBuilder().putFields(Extensions.ROUTE, route))
                .build();
    }

    /** The end of a task whose need nobody can serve: what removed each candidate. */
    static StreamResponse nobody(LiveTask task, RouteDecision decision) {
        Message message = Messages.ofMesh(task.id() + "-no-agent", decision.getSummary()).toBuilder()
                .setMetadata(Struct.newBuilder().putFields("reason", text("NO_AGENT")))
                .build();
        TaskStatus status = TaskStatus.newBuilder()
                .setState(TaskState.FAILED.wire())
                .setMessage(new Ids(task.id(), task.contextId()).ofTask(message))
                .build();
        return StreamResponse.newBuilder()
                .setStatusUpdate(
                        TaskStatusUpdateEvent.newBuilder().setStatus(status).setMetadata(metadata(decision, null)))
                .build();
    }

    private static Struct metadata(RouteDecision decision, @Nullable Candidate chosen) {
        Struct.Builder route = Struct.newBuilder().putFields("summary", text(decision.getSummary()));
        if (chosen != null) {
            route.putFields("agent", text(chosen.getAgentId())).putFields("score", number(chosen.getScore()));
        }
        ListValue.Builder candidates = ListValue.newBuilder();
        decision.getCandidatesList().stream()
                .limit(MAX_LISTED)
                .forEach(candidate -> candidates.addValues(Value.newBuilder()
                        .setStructValue(Struct.newBuilder()
                                .putFields("agent", text(candidate.getAgentId()))
                                .putFields("score", number(candidate.getScore()))
                                .putFields("similarity", number(candidate.getSimilarity()))
                                .putFields("latencyMs", number(candidate.getLatencyMs()))
                                .putFields("cost", number(candidate.getCost()))
                                .putFields("quality", number(candidate.getQuality())))));
        ListValue.Builder removed = ListValue.newBuilder();
        decision.getRemovedList().stream().limit(MAX_LISTED).forEach(gone -> removed.addValues(removed(gone)));
        route.putFields(
                "candidates", Value.newBuilder().setListValue(candidates).build());
        route.putFields("removed", Value.newBuilder().setListValue(removed).build());
        return Struct.newBuilder()
                .putFields(
                        Extensions.ROUTE,
                        Value.newBuilder().setStructValue(route).build())
                .build();
    }

    private static Value removed(Removed gone) {
        return Value.newBuilder()
                .setStructValue(Struct.newBuilder()
                        .putFields("agent", text(gone.getAgentId()))
                        .putFields("reason", text(gone.getReason()))
                        .putFields("detail", text(gone.getDetail())))
                .build();
    }

    private static Value text(String value) {
        return Value.newBuilder().setStringValue(value).build();
    }

    private static Value number(double value) {
        return Value.newBuilder()
                .setNumberValue(Math.round(value * 10_000) / 10_000.0)
                .build();
    }
}
