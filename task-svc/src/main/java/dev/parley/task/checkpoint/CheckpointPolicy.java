package dev.parley.task.checkpoint;

import com.google.protobuf.ByteString;
import dev.parley.proto.task.v1.CheckpointTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which of the reported states are saved: those for which any one rule says so. */
record CheckpointPolicy(Duration interval, boolean onContentChange, int everySteps) {
    /**
     * @param last saved in this turn; null for none
     * @param begun when the agent was first heard in this turn
     * @return the rule that saves it
     */
    Optional<CheckpointTrigger> due(@Nullable LastSaved last, Instant begun, long step, ByteString hash, Instant now) {
        if (onContentChange && (last == null || !last.hash().equals(hash))) {
            return Optional.of(CheckpointTrigger.CONTENT_CHANGED);
        }
        long since = step - (last == null ? 0 : last.ref().getStep());
        if (everySteps > 0 && since >= everySteps) {
            return Optional.of(CheckpointTrigger.STEPS);
        }
        Duration waited = Duration.between(last == null ? begun : last.at(), now);
        return interval.isPositive() && waited.compareTo(interval) >= 0
                ? Optional.of(CheckpointTrigger.INTERVAL)
                : Optional.empty();
    }
}
