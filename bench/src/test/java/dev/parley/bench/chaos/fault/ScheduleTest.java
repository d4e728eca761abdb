package dev.parley.bench.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bench.chaos.fault.Schedule.Planned;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static List<Planned> faults(long seed, int count) {
        return Stream.generate(new Schedule(seed, FaultKind.bag(), Duration.ofSeconds(5))::next)
                .limit(count)
                .toList();
    }

    @Test
    void faults_areTheSameForASeed_andOthersForAnother() {
        assertThat(faults(7, 50)).isEqualTo(faults(7, 50)).isNotEqualTo(faults(8, 50));
    }

    @Test
    void faults_haveEveryKindOfTheBagBeforeOneComesMoreOften() {
        int size = FaultKind.bag().size();
        assertThat(faults(7, size).stream().map(Planned::kind)).containsExactlyInAnyOrderElementsOf(FaultKind.bag());
    }

    @Test
    void kind_isReadAsItIsWritten() {
        assertThat(FaultKind.bag())
                .allSatisfy(kind -> assertThat(FaultKind.of(kind.toString())).isEqualTo(kind));
    }

    @Test
    void kind_refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> FaultKind.of("kill nobody")).hasMessageContaining("kill nobody");
    }
}
