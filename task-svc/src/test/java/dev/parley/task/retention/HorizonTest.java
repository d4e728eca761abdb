package dev.parley.task.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.TaskKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HorizonTest {
    private static final LocalDate LAST = LocalDate.parse("2026-10-20");
    private final Horizon horizon = new Horizon();

    private static UUID madeAt(String time) {
        return new UuidV7(() -> Instant.parse(time), new Random(1)).next();
    }

    @Test
    void nothing_isExpiredBeforeTheHorizonIsKnown() {
        assertThat(horizon.isExpired(madeAt("1970-01-01T00:00:00Z"))).isFalse();
    }

    @Test
    void ids_areExpiredToTheMillisecondOfTheirDay() {
        horizon.moveTo(new Horizon.Place(LAST, Set.of()));
        assertThat(horizon.isExpired(madeAt("2026-10-20T23:59:59.999Z"))).isTrue();
        assertThat(horizon.isExpired(madeAt("2026-10-21T00:00:00Z"))).isFalse();
        assertThat(horizon.isExpired(madeAt("1970-01-01T00:00:00Z"))).isTrue();
    }

    @Test
    void daysThatAreHeld_areServed() {
        horizon.moveTo(new Horizon.Place(LAST, Set.of(LAST.minusDays(3))));
        assertThat(horizon.isExpired(madeAt("2026-10-17T12:00:00Z"))).isFalse();
        assertThat(horizon.isExpired(madeAt("2026-10-18T12:00:00Z"))).isTrue();
    }

    @Test
    void idsThatTellNoTime_areNotExpired() {
        horizon.moveTo(new Horizon.Place(LAST, Set.of()));
        // version 4, with the smallest of times
        assertThat(horizon.isExpired(UUID.fromString("00000000-0000-4000-8000-000000000000")))
                .isFalse();
    }

    @Test
    void require_saysWhichTasksAreKept() {
        horizon.moveTo(new Horizon.Place(LAST, Set.of()));
        TaskKey key = new TaskKey("t", madeAt("2026-10-01T00:00:00Z"));
        assertThatThrownBy(() -> horizon.require(key))
                .isInstanceOfSatisfying(
                        A2aException.class, e -> assertThat(e.code()).isEqualTo(A2aErrorCode.TASK_EXPIRED))
                .hasMessageContaining("2026-10-20");
    }
}
