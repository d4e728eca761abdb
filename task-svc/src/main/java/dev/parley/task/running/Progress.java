package dev.parley.task.running;

import dev.parley.proto.router.v1.RetryPolicy;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.proto.task.v1.CancelRefusedEntry;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a task had come, as its journal tells who takes it over: the message under way, those behind it, and whether its caller
 * wants it canceled. Says what is to be done about each; does nothing itself.
 */
final class Progress {
    private final TreeMap<Long, AcceptedEntry> waiting = new TreeMap<>();
    private @Nullable Started attempted;
    private boolean cancelAsked;

    /** A message that was given to an agent whose turn is not over. */
    record Started(long sequence, AcceptedEntry accepted) {
        boolean isFollowUp() {
            return sequence > 1;
        }

        Run run() {
            return Progress.run(sequence, accepted);
        }
    }

    /**
     * What is to be done.
     *
     * @param send messages to give to the agent, in order
     * @param underWay what the agent may have and must not get again: to be asked about, or given up
     * @param heard the message under way has had its first word
     */
    record Plan(List<Run> send, @Nullable Started underWay, boolean heard) {}

    /** Every entry of the task, in order. */
    void read(Entry entry) {
        switch (entry.body()) {
            case AcceptedEntry accepted -> waiting.put(entry.sequence(), accepted);
            case AttemptEntry attempt -> {
                AcceptedEntry accepted = waiting.remove(attempt.getAcceptedSequence());
                if (accepted != null) {
                    attempted = new Started(attempt.getAcceptedSequence(), accepted);
                }
            }
            case CancelRequestedEntry cancel -> cancelAsked = true;
            case CancelRefusedEntry refused -> cancelAsked = false;
            default -> {
                if (stops(entry)) {
                    attempted = null; // that turn is over
                }
            }
        }
    }

    private static boolean stops(Entry entry) {
        TaskState state = entry.shown()
                .map(shown -> switch (shown.getPayloadCase()) {
                    case TASK -> shown.getTask().getStatus().getState();
                    case STATUS_UPDATE -> shown.getStatusUpdate().getStatus().getState();
                    case MESSAGE, ARTIFACT_UPDATE, PAYLOAD_NOT_SET ->
                        dev.parley.proto.a2a.v1.TaskState.TASK_STATE_UNSPECIFIED;
                })
                .map(TaskState::of)
                .orElse(null);
        return state != null && (state.isTerminal() || state == TaskState.INPUT_REQUIRED);
    }

    boolean isCancelAsked() {
        return cancelAsked;
    }

    /** What may have started without a trace is sent again only where its caller allows that. */
    Plan plan(TaskRow row) {
        Started started = attempted;
        boolean again = started != null
                && row.remoteTask().isEmpty()
                && started.accepted.getCall().getNeed().getRetry() == RetryPolicy.RETRY_POLICY_ALWAYS;
        List<Run> send = new ArrayList<>();
        if (again && started != null) {
            send.add(run(started.sequence, started.accepted));
        }
        waiting.forEach((sequence, accepted) -> send.add(run(sequence, accepted)));
        return new Plan(List.copyOf(send), again ? null : started, row.waiting() == waiting.size());
    }

    private static Run run(long sequence, AcceptedEntry accepted) {
        return Run.of(accepted, sequence);
    }
}
