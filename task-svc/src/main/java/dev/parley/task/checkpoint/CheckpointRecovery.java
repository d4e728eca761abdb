package dev.parley.task.checkpoint;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.task.v1.Checkpoint;
import dev.parley.task.journal.TaskKey;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * From where an agent that has lost a task may go on. That it has lost it is certain only when it was asked and said so.
 * Safe for
 * concurrent use.
 */
public final class CheckpointRecovery {
    private static final long AGAIN_MILLIS = 200;

    private final CheckpointConfig config;
    private final CheckpointStore store;
    private final CheckpointMetrics metrics;

    CheckpointRecovery(CheckpointConfig config, CheckpointStore store, CheckpointMetrics metrics) {
        this.config = config;
        this.store = store;
        this.metrics = metrics;
    }

    /** Whether the agent, asked for its task after a cut, said that there is none. */
    public static boolean isLost(CallEnd answer) {
        return (answer.getOutcome() == CallEnd.Outcome.REFUSED || answer.getOutcome() == CallEnd.Outcome.BROKEN)
                && answer.getAgentErrorCode() == A2aErrorCode.TASK_NOT_FOUND.jsonRpcCode();
    }

    /**
     * Whether there may be something to go on from.
     *
     * @param turn the entry of the message under way
     */
    public boolean isThinkable(CallEnd answer, CheckpointMarks.Seen seen, long turn) {
        LastSaved last = seen.last();
        return config.autoRecovery()
                && isLost(answer)
                && last != null
                && last.turn() == turn
                && seen.begunAt(last.ref()) < config.maxRecoveries();
    }

    /**
     * The checkpoint to go on from; empty when there is none of this turn. Waits while the database is away.
     *
     * @param turn the entry of the message under way
     * @param unwanted nobody needs to know any more: then empty
     */
    public Optional<Checkpoint> await(TaskKey task, long turn, BooleanSupplier unwanted) throws InterruptedException {
        while (!unwanted.getAsBoolean()) {
            try {
                return store.last(task).filter(saved -> saved.getAcceptedSequence() == turn);
            } catch (A2aException away) {
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            }
        }
        return Optional.empty();
    }

    /** An attempt begins at a checkpoint. */
    public void begins() {
        metrics.resumed();
    }

    /** The caller's message with the checkpoint, for an agent that goes on from there. */
    public static Message from(Checkpoint checkpoint, Message message) {
        Struct handed = Struct.newBuilder()
                .putFields(
                        "checkpoint",
                        Value.newBuilder().setStructValue(handed(checkpoint)).build())
                .build();
        Message.Builder with = message.toBuilder();
        with.getMetadataBuilder()
                .putFields(
                        Extensions.CHECKPOINT,
                        Value.newBuilder().setStructValue(handed).build());
        return message.getExtensionsList().contains(Extensions.CHECKPOINT)
                ? with.build()
                : with.addExtensions(Extensions.CHECKPOINT).build();
    }

    private static Struct handed(Checkpoint checkpoint) {
        var state = checkpoint.getState();
        Struct.Builder handed = Struct.newBuilder()
                .putFields(
                        "checkpointId", ReportedEvents.text(checkpoint.getRef().getCheckpointId()))
                .putFields("step", ReportedEvents.number((double) state.getCurrentStep()))
                .putFields(
                        "completedSteps",
                        Value.newBuilder()
                                .setListValue(ListValue.newBuilder().addAllValues(state.getCompletedStepsList()))
                                .build())
                .putFields("data", state.getCurrentData())
                .putFields(
                        "contentHash",
                        ReportedEvents.text(HexFormat.of()
                                .formatHex(checkpoint.getContentHash().toByteArray())));
        if (state.hasMetadata()) {
            handed.putFields(
                    "metadata",
                    Value.newBuilder().setStructValue(state.getMetadata()).build());
        }
        return handed.build();
    }
}
