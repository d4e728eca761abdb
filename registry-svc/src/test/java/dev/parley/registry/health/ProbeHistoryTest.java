package dev.parley.registry.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ProbeHistoryTest {
    @Test
    void score_isTheShareOfRecentProbesThatWereAnswered() {
        ProbeHistory history = ProbeHistory.NONE;
        assertThat(history.score()).isEqualTo(1);
        history = history.after(true).after(true).after(false).after(true);
        assertThat(history.score()).isEqualTo(0.75);
        assertThat(history.misses()).isZero();
        assertThat(history.after(false).after(false).misses()).isEqualTo(2);
    }

    @Property
    void score_looksAtTheLastTwentyOnly(@ForAll List<Boolean> outcomes) {
        ProbeHistory history = ProbeHistory.NONE;
        for (boolean outcome : outcomes) {
            history = history.after(outcome);
        }
        List<Boolean> recent = outcomes.subList(Math.max(0, outcomes.size() - ProbeHistory.WINDOW), outcomes.size());
        double expected = recent.isEmpty()
                ? 1
                : (double) recent.stream().filter(each -> each).count() / recent.size();
        assertThat(history.score()).isEqualTo(expected);
    }
}
