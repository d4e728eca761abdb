package dev.parley.task.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final int WINDOW = 60_000;

    private long now = 1_000_000_000_000L;

    private RetryBudget budget(double share, int floor) {
        return new RetryBudget(
                new RetryConfig(Duration.ofSeconds(1), Duration.ofSeconds(10), share, floor, Duration.ofMillis(WINDOW)),
                () -> Instant.ofEpochMilli(now));
    }

    private static long granted(RetryBudget budget, int asked) {
        return IntStream.range(0, asked).filter(i -> budget.mayRepeat("t", "a")).count();
    }

    @Test
    void anAgentThatIsHardlyAsked_hasItsFloor() {
        assertThat(granted(budget(0.2, 3), 10)).isEqualTo(3);
    }

    @Test
    void anAgentThatIsAskedMuch_hasAShare() {
        RetryBudget budget = budget(0.2, 3);
        IntStream.range(0, 100).forEach(i -> budget.first("t", "a"));
        assertThat(granted(budget, 100)).isEqualTo(23);
    }

    @Test
    void agentsAndTenants_haveBudgetsOfTheirOwn() {
        RetryBudget budget = budget(0, 1);
        assertThat(budget.mayRepeat("t", "a")).isTrue();
        assertThat(budget.mayRepeat("t", "b")).isTrue();
        assertThat(budget.mayRepeat("u", "a")).isTrue();
        assertThat(budget.mayRepeat("t", "a")).isFalse();
    }

    @Test
    void whatIsOlderThanTheWindow_countsNoMore() {
        RetryBudget budget = budget(0.2, 1);
        IntStream.range(0, 100).forEach(i -> budget.first("t", "a"));
        assertThat(granted(budget, 100)).isEqualTo(21);
        now += WINDOW - WINDOW / 10;
        assertThat(granted(budget, 100)).isZero();
        now += WINDOW / 5;
        assertThat(granted(budget, 100)).isEqualTo(1);
    }

    @Test
    void aClockThatIsSetBack_givesNothingAway() {
        RetryBudget budget = budget(0, 5);
        assertThat(granted(budget, 10)).isEqualTo(5);
        now -= WINDOW * 3L;
        assertThat(granted(budget, 10)).isZero();
    }

    /** In no ten slots in a row is more granted than the floor and a share of what was asked first within as long. */
    @Property
    void whateverComes_theShareHolds(@ForAll long seed) {
        Random random = new Random(seed);
        RetryBudget budget = budget(0.25, 2);
        Deque<Long> firsts = new ArrayDeque<>();
        Deque<Long> granted = new ArrayDeque<>();
        for (int i = 0; i < 300; i++) {
            now += random.nextInt(2_000);
            long slot = now / (WINDOW / RetryBudget.SLOTS);
            firsts.removeIf(at -> at <= slot - RetryBudget.SLOTS);
            granted.removeIf(at -> at <= slot - RetryBudget.SLOTS);
            if (random.nextBoolean()) {
                budget.first("t", "a");
                firsts.add(slot);
            } else {
                boolean room = granted.size() < 2 + (int) (0.25 * firsts.size());
                assertThat(budget.mayRepeat("t", "a")).isEqualTo(room);
                if (room) {
                    granted.add(slot);
                }
            }
        }
    }

    @Test
    void settingsThatCannotBe_areRefused() {
        assertThatThrownBy(() -> budget(1.1, 0)).hasMessageContaining("1.1 (expected: 0 to 1)");
        assertThatThrownBy(() ->
                        new RetryConfig(Duration.ofSeconds(2), Duration.ofSeconds(1), 0.2, 1, Duration.ofSeconds(60)))
                .hasMessageContaining("first-pause");
    }
}
