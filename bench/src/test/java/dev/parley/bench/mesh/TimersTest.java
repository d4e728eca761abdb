package dev.parley.bench.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

class TimersTest {
    @Test
    void since_givesWhatWasTimedInBetween() {
        Timers before = Timers.parse("""
                # TYPE parley_commit_seconds summary
                parley_commit_seconds_count{service="task"} 10
                parley_commit_seconds_sum{service="task"} 0.5
                parley_idle_seconds_count 3
                parley_idle_seconds_sum 1
                jvm_threads 12
                """);
        Timers after = Timers.parse("""
                parley_commit_seconds_count{service="task"} 30
                parley_commit_seconds_sum{service="task"} 2.5
                parley_idle_seconds_count 3
                parley_idle_seconds_sum 1
                parley_call_seconds_count 1
                parley_call_seconds_sum 4.0E-3
                """);

        assertThat(after.since(before))
                .extracting(Timers.Share::timer, Timers.Share::count, Timers.Share::meanMillis)
                .containsExactly(tuple("parley_commit{service=\"task\"}", 20.0, 100.0), tuple("parley_call", 1.0, 4.0));
    }
}
