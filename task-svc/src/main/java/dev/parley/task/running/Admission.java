package dev.parley.task.running;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether new messages are taken in at all. Safe for concurrent use. */
@Singleton
public final class Admission {
    private volatile @Nullable String closedBecause;

    public void close(String reason) {
        closedBecause = reason;
    }

    public void open() {
        closedBecause = null;
    }

    /** @throws A2aException OVERLOADED while closed */
    void require() {
        String reason = closedBecause;
        if (reason != null) {
            throw A2aException.retryable(A2aErrorCode.OVERLOADED, reason, Duration.ofSeconds(30));
        }
    }
}
