package dev.parley.edge.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.kit.life.Features;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.Need;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptLimitTest {
    private static final long MILLI = 1_000_000;
    private static final Need USUAL = Need.getDefaultInstance();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long nanos = 1;
    private boolean memoryHigh;

    private AcceptLimit limit(boolean on) {
        return new AcceptLimit(
                new OverloadConfig(Duration.ofMillis(50), 8, 1_000, Duration.ofSeconds(2)),
                new Features(true, on, true, true),
                () -> memoryHigh,
                meters,
                () -> nanos);
    }

    private static Need priority(int priority) {
        return Need.newBuilder().setPriority(priority).build();
    }

    /** As many as are let in. */
    private static List<AcceptLimit.Waiting> fill(AcceptLimit limit, Need need) {
        List<AcceptLimit.Waiting> in = new ArrayList<>();
        try {
            while (in.size() < 5_000) {
                in.add(limit.enter(need));
            }
        } catch (A2aException full) {
            assertThat(full.code()).isEqualTo(A2aErrorCode.OVERLOADED);
            assertThat(full.retryAfter()).hasValue(Duration.ofSeconds(2));
        }
        return in;
    }

    /** Windows in which so many wait, each for so long. */
    private void windows(AcceptLimit limit, int count, long millis) {
        for (int i = 0; i < count; i++) {
            List<AcceptLimit.Waiting> in = fill(limit, priority(9));
            nanos += millis * MILLI;
            in.forEach(AcceptLimit.Waiting::accepted);
            nanos += 100 * MILLI;
        }
    }

    @Test
    void fewerAreLetIn_whileAcceptingTakesTooLong_andMoreWhenItDoesNot() {
        AcceptLimit limit = limit(true);
        assertThat(limit.limit()).isEqualTo(100);
        windows(limit, 20, 200);
        int lowered = limit.limit();
        assertThat(lowered).isLessThan(30);
        windows(limit, 200, 500);
        assertThat(limit.limit()).as("some always may").isEqualTo(8);
        windows(limit, 50, 5);
        assertThat(limit.limit()).isGreaterThan(40);
    }

    @Test
    void lowPriorities_areRefusedFirst() {
        AcceptLimit limit = limit(true);
        assertThat(fill(limit, priority(0))).hasSize(60);
        assertThat(fill(limit, USUAL)).hasSize(20);
        assertThat(fill(limit, priority(9))).hasSize(20);
        assertThatThrownBy(() -> limit.enter(priority(9))).hasMessageContaining("100 wait");
        assertThat(meters.counter("parley.edge.refused").count()).isEqualTo(4);
    }

    @Test
    void whatIsOver_countsOnce() {
        AcceptLimit limit = limit(true);
        List<AcceptLimit.Waiting> in = fill(limit, priority(9));
        in.forEach(AcceptLimit.Waiting::forget);
        in.forEach(AcceptLimit.Waiting::accepted);
        in.forEach(AcceptLimit.Waiting::overloaded);
        assertThat(fill(limit, priority(9))).hasSize(100);
    }

    @Test
    void switchedOff_refusesNobody() {
        AcceptLimit limit = limit(false);
        assertThat(fill(limit, priority(0))).hasSize(5_000);
    }

    @Test
    void shortMemory_leavesTheSmallestBoundAndNothingForLowPriorities() {
        AcceptLimit limit = limit(true);
        memoryHigh = true;
        assertThat(fill(limit, priority(3))).isEmpty();
        assertThat(fill(limit, USUAL)).hasSize(6);
        assertThat(fill(limit, priority(9))).hasSize(2);
        memoryHigh = false;
        assertThat(fill(limit, USUAL)).hasSize(72);
    }
}
