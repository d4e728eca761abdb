package dev.parley.task.running;

import dev.parley.kit.life.Features;
import dev.parley.kit.life.MemoryPressure;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whether new messages are taken in at all. Safe for concurrent use. */
@Singleton
public final class Admission {
    private final BooleanSupplier memoryHigh;
    private volatile @Nullable String closedBecause;

    @Inject
    Admission(MemoryPressure memory, Features features) {
        this(features.backpressureEnabled() ? memory::isHigh : () -> false);
    }

    Admission(BooleanSupplier memoryHigh) {
        this.memoryHigh = memoryHigh;
    }

    public void close(String reason) {
        closedBecause = reason;
    }

    public void open() {
        closedBecause = null;
    }

    /** @throws A2aException OVERLOADED while closed, and while memory is short */
    public void require() {
        String reason = closedBecause;
        if (reason != null) {
            throw A2aException.retryable(A2aErrorCode.OVERLOADED, reason, Duration.ofSeconds(30));
        }
        if (memoryHigh.getAsBoolean()) {
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED, "The task service is short of memory", Duration.ofSeconds(2));
        }
    }
}
