package dev.parley.task.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.parley.proto.task.v1.CheckpointRef;
import dev.parley.proto.task.v1.CheckpointTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckpointPolicyTest {
    private static final Instant BEGUN = Instant.parse("2026-11-23T00:00:00Z");
    private static final ByteString ONE = ByteString.copyFromUtf8("one");
    private static final ByteString OTHER = ByteString.copyFromUtf8("other");
    private static final LastSaved AT_STEP_2 = new LastSaved(
            CheckpointRef.newBuilder().setCheckpointId("t_2").setStep(2).build(), ONE, BEGUN, 1);

    private static Optional<CheckpointTrigger> due(
            CheckpointPolicy policy, LastSaved last, long step, ByteString hash, int seconds) {
        return policy.due(last, BEGUN, step, hash, BEGUN.plusSeconds(seconds));
    }

    @Test
    void contentThatChanged_isSaved() {
        CheckpointPolicy policy = new CheckpointPolicy(Duration.ZERO, true, 0);
        assertThat(due(policy, null, 0, ONE, 0)).hasValue(CheckpointTrigger.CONTENT_CHANGED);
        assertThat(due(policy, AT_STEP_2, 3, OTHER, 0)).hasValue(CheckpointTrigger.CONTENT_CHANGED);
        assertThat(due(policy, AT_STEP_2, 300, ONE, 1000)).isEmpty();
    }

    @Test
    void everyNSteps_oneIsSaved() {
        CheckpointPolicy policy = new CheckpointPolicy(Duration.ZERO, false, 3);
        assertThat(due(policy, null, 2, ONE, 1000)).isEmpty();
        assertThat(due(policy, null, 3, ONE, 0)).hasValue(CheckpointTrigger.STEPS);
        assertThat(due(policy, AT_STEP_2, 4, OTHER, 1000)).isEmpty();
        assertThat(due(policy, AT_STEP_2, 7, OTHER, 0)).hasValue(CheckpointTrigger.STEPS);
    }

    @Test
    void afterTheInterval_oneIsSaved() {
        CheckpointPolicy policy = new CheckpointPolicy(Duration.ofSeconds(10), false, 0);
        assertThat(due(policy, null, 9, ONE, 9)).isEmpty();
        assertThat(due(policy, null, 1, ONE, 10)).hasValue(CheckpointTrigger.INTERVAL);
        assertThat(due(policy, AT_STEP_2, 9, OTHER, 9)).isEmpty();
        assertThat(due(policy, AT_STEP_2, 2, OTHER, 11)).hasValue(CheckpointTrigger.INTERVAL);
    }

    @Test
    void withoutRules_nothingIs() {
        CheckpointPolicy policy = new CheckpointPolicy(Duration.ZERO, false, 0);
        assertThat(due(policy, AT_STEP_2, 1_000_000, OTHER, 1_000_000)).isEmpty();
    }

    @Test
    void settingsThatCannotBe_areRefused() {
        assertThatThrownBy(() -> Policies.saving(Duration.ofSeconds(-1), true, 1))
                .hasMessageContaining("parley.task.checkpoint.interval is PT-1S (expected: 0 or longer)");
        assertThatThrownBy(() -> new CheckpointConfig(Duration.ZERO, true, 1, true, 3, 2_000_000, 0))
                .hasMessageContaining("parley.task.checkpoint.max-bytes is 2000000 (expected: 1 to 1048576)");
    }
}
