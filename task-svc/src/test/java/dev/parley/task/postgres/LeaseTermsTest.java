package dev.parley.task.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTermsTest {
    private static final LeaseConfig CONFIG =
            new LeaseConfig(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofMillis(2500));
    private long nanos = Duration.ofDays(3).toNanos();
    private final LeaseTerms terms = new LeaseTerms(CONFIG, () -> nanos);

    private void pass(long millis) {
        nanos += Duration.ofMillis(millis).toNanos();
    }

    private void renewFor(long millis) {
        for (long i = 0; i < millis; i += 300) {
            terms.renewed(nanos);
            pass(300);
        }
        terms.renewed(nanos);
    }

    @Test
    void beforeTheFirstRenewal_nothingIsHeld() {
        assertThat(terms.isHeld()).isFalse();
        assertThat(terms.isSteady()).isFalse();
        assertThat(terms.term()).isZero();
    }

    @Test
    void lease_isHeldUntilOthersMayTakeUsForDead() {
        terms.renewed(nanos);
        pass(999);
        assertThat(terms.isHeld()).isTrue();
        pass(1);
        assertThat(terms.isHeld()).isFalse();
    }

    @Test
    void renewalAfterALapse_beginsAnotherTerm() {
        renewFor(900);
        assertThat(terms.term()).isEqualTo(1);
        pass(1_000);
        terms.renewed(nanos);
        assertThat(terms.isHeld()).isTrue();
        assertThat(terms.term()).isEqualTo(2);
    }

    @Test
    void renewalBegunInTimeButAnsweredTooLate_beginsAnotherTerm() {
        terms.renewed(nanos);
        pass(300);
        long begun = nanos;
        pass(800);
        terms.renewed(begun);
        assertThat(terms.isHeld()).isTrue();
        assertThat(terms.term()).isEqualTo(2);
    }

    @Test
    void lease_isSteadyWhenEveryOneThatLivesHasHadTimeToRenew() {
        renewFor(2_100);
        assertThat(terms.isSteady()).isFalse();
        renewFor(600);
        assertThat(terms.isSteady()).isTrue();
        pass(1_000);
        assertThat(terms.isSteady()).isFalse();
        renewFor(300);
        assertThat(terms.isSteady()).isFalse();
    }

    @Test
    void timesThatTakeTheLivingForDead_areRefused() {
        assertThatThrownBy(() -> new LeaseConfig(Duration.ofMillis(300), Duration.ofMillis(599), Duration.ofSeconds(3)))
                .hasMessageContaining("dead-after is PT0.599S");
        assertThatThrownBy(() -> new LeaseConfig(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofMillis(999)))
                .hasMessageContaining("hung-after is PT0.999S");
        assertThatThrownBy(() -> new LeaseConfig(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .hasMessageContaining("renew-every");
    }
}
