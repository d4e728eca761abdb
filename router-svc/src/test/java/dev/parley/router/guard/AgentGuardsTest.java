package dev.parley.router.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.router.agent.AgentKey;
import dev.parley.router.guard.Admission.Denied;
import dev.parley.router.guard.Admission.Granted;
import dev.parley.router.guard.Admission.Permit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentGuardsTest {
    private static final AgentKey AGENT = new AgentKey("default", "a");

    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final InstantSource clock = () -> now;
    private final AgentGuards guards = new AgentGuards(new GuardConfig(10, 5, 50, Duration.ofSeconds(60), 2, 4), clock);

    private Permit permit() {
        return ((Granted) guards.admit(AGENT)).permit();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            permit().failed();
        }
    }

    @Test
    void fiveFailuresInARow_openTheBreakerForAMinute() {
        fail(4);
        assertThat(guards.openUntil(AGENT)).isEmpty();
        fail(1);

        assertThat(guards.admit(AGENT))
                .isEqualTo(new Denied("circuit breaker of agent \"a\" is open until 2026-11-21T10:01:00Z"));
        assertThat(guards.openUntil(AGENT)).contains(now.plusSeconds(60));
        assertThat(guards.openCount()).isEqualTo(1);
    }

    @Test
    void successesBetweenFailures_keepItClosedBelowHalf() {
        for (int i = 0; i < 20; i++) {
            permit().succeeded();
            permit().succeeded();
            permit().failed();
        }

        assertThat(guards.admit(AGENT)).isInstanceOf(Granted.class);
    }

    @Test
    void afterTheMinute_aFewTrialsGoAndSuccessCloses() {
        fail(5);
        now = now.plusSeconds(61);
        assertThat(guards.openUntil(AGENT)).isEmpty();

        Permit first = permit();
        Permit second = permit();
        assertThat(guards.admit(AGENT)).isInstanceOf(Denied.class);
        first.succeeded();
        second.succeeded();

        fail(1);
        assertThat(guards.admit(AGENT)).isInstanceOf(Granted.class);
    }

    @Test
    void failedTrials_openItAgain() {
        fail(5);
        now = now.plusSeconds(61);
        fail(2);

        assertThat(guards.openUntil(AGENT)).contains(now.plusSeconds(60));
    }

    @Test
    void callsWhoseCallerLeft_countForNothing() {
        for (int i = 0; i < 20; i++) {
            permit().forget();
        }
        fail(4);

        assertThat(guards.openUntil(AGENT)).isEmpty();
    }

    @Test
    void bulkhead_deniesTheCallOverTheLimitAndGivesBack() {
        List<Permit> held = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            held.add(permit());
        }
        assertThat(guards.admit(AGENT))
                .isEqualTo(new Denied("agent \"a\" has 4 calls running, the most that are allowed"));

        held.forEach(Permit::succeeded);
        assertThat(guards.admit(AGENT)).isInstanceOf(Granted.class);
    }
}
