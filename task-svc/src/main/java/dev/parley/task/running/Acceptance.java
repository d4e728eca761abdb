package dev.parley.task.running;

import dev.parley.kit.identity.Principal;
import dev.parley.kit.tracing.TraceContexts;
import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.NewEntry;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is written when a message is accepted. */
final class Acceptance {
    private Acceptance() {}

    static TaskRow row(
            Principal principal, SendMessageCall call, TaskKey key, String contextId, Instant now, boolean pushed) {
        return new TaskRow(
                key,
                principal.subject(),
                call.getAgentId(),
                contextId,
                TaskState.SUBMITTED,
                true,
                now,
                now,
                0,
                0,
                "",
                "",
                "",
                0,
                pushed,
                null,
                0);
    }

    static TaskRow withAgent(TaskRow row, RouteDecision decision) {
        return new TaskRow(
                row.key(),
                row.subject(),
                row.endpoint(),
                row.contextId(),
                row.state(),
                row.isTask(),
                row.statusAt(),
                row.createdAt(),
                0,
                0,
                decision.getCandidates(0).getAgentId(),
                "",
                "",
                0,
                row.pushed(),
                null,
                0);
    }

    /**
     * The mesh's own endpoint shows the task at once; so does a name, which is one of a task, and what is made from a task.
     *
     * @param waits no agent hears of it for now: then it is shown, too
     */
    static AcceptedEntry entry(TaskRow row, SendMessageCall call, IntakeKey intake, Instant now, boolean waits) {
        AcceptedEntry.Builder accepted = AcceptedEntry.newBuilder()
                .setCall(call)
                .setContextId(row.contextId())
                .setIntakeKey(intake.key())
                .setIntakeDigest(intake.digest());
        if (waits || row.isManaged() || !call.getClientTaskId().isEmpty() || call.hasMadeFrom()) {
            accepted.setShown(StreamResponse.newBuilder()
                    .setTask(Task.newBuilder()
                            .setId(row.key().toString())
                            .setContextId(row.contextId())
                            .setStatus(TaskStatus.newBuilder()
                                    .setState(TaskState.SUBMITTED.wire())
                                    .setTimestamp(Messages.timestamp(now)))
                            .addHistory(call.getRequest().getMessage())));
        }
        return accepted.build();
    }

    static AttemptEntry firstAttempt(RouteDecision decision) {
        return AttemptEntry.newBuilder()
                .setNumber(1)
                .setAgentId(decision.getCandidates(0).getAgentId())
                .setDecision(decision)
                .setAcceptedSequence(1)
                .build();
    }

    /** The message as the task's history shows it; its webhook has a place of its own, where it can be deleted. */
    static SendMessageCall mapped(SendMessageCall call, TaskKey key, String contextId) {
        SendMessageCall.Builder mapped = call.toBuilder().setTaskId(key.toString());
        if (Tracing.isTraced()) {
            // the trace goes on from here, whoever does the work and when
            mapped.setContext(TraceContexts.inCurrent(call.getContext()));
        }
        mapped.getRequestBuilder().getMessageBuilder().setTaskId(key.toString()).setContextId(contextId);
        if (call.getRequest().getConfiguration().hasTaskPushNotificationConfig()) {
            mapped.getRequestBuilder().getConfigurationBuilder().clearTaskPushNotificationConfig();
        }
        return mapped.build();
    }

    static List<Entry> numbered(List<NewEntry> entries, long first) {
        List<Entry> numbered = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            NewEntry entry = entries.get(i);
            numbered.add(new Entry(first + i, entry.kind(), entry.body(), entry.at()));
        }
        return numbered;
    }
}
