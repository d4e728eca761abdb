package dev.parley.task.postgres;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * When an instance counts as lost. Keys {@code parley.task.lease.*}; the same at every instance.
 *
 * @param renewEvery between two renewals
 * @param deadAfter without a renewal, one whose connection to the database is gone is taken for dead
 * @param hungAfter without a renewal, one that still has its connection is taken for hung; the lease proper
 */
@ConfigurationProperties("parley.task.lease")
public record LeaseConfig(
        @NotNull @Bindable(defaultValue = "300ms") Duration renewEvery,
        @NotNull @Bindable(defaultValue = "1s") Duration deadAfter,
        @NotNull @Bindable(defaultValue = "2500ms") Duration hungAfter) {
    /** @throws IllegalArgumentException for times that would have living instances taken for dead */
    public LeaseConfig {
        if (renewEvery.toMillis() < 10) {
            throw new IllegalArgumentException(
                    "parley.task.lease.renew-every is " + renewEvery + " (expected: at least PT0.01S)");
        }
        if (deadAfter.compareTo(renewEvery.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("parley.task.lease.dead-after is " + deadAfter
                    + " (expected: at least twice renew-every, " + renewEvery.multipliedBy(2) + ")");
        }
        if (hungAfter.compareTo(deadAfter) < 0) {
            throw new IllegalArgumentException("parley.task.lease.hung-after is " + hungAfter
                    + " (expected: at least dead-after, " + deadAfter + ")");
        }
    }
}
