package dev.parley.router.outbound;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How long one call waits for its agent. Until the agent's turn is over each sign of life begins the time anew; but of a task
 * that can be asked for, comments alone do so only for the time that they say that the agent lives. Behind the end only the clock
 * counts. Not safe for concurrent use.
 */
final class Patience {
    private final Progress progress;
    private final InstantSource clock;
    private final Duration idleTimeout;
    private final Duration lingerAfterEnd;
    // when the answer is cut off that stays open behind the end of the agent's turn; null before that end
    private @Nullable Instant openUntil;
    // since when nothing but comments has come, and how often the answer was waited for since
    private Instant quietSince;
    private int waits;
    private boolean streaming;

    Patience(Progress progress, InstantSource clock, Duration idleTimeout, Duration lingerAfterEnd) {
        this.progress = progress;
        this.clock = clock;
        this.idleTimeout = idleTimeout;
        this.lingerAfterEnd = lingerAfterEnd;
        this.quietSince = clock.instant();
    }

    /**
     * From now on the next event is waited for.
     *
     * @param stream whether comments may come before it; else each sign of life is a part of the one answer
     */
    void begin(boolean stream) {
        quietSince = clock.instant();
        waits = 0;
        streaming = stream;
    }

    /** How long to wait for the next sign of life; asked for once for each. */
    Duration left() {
        Instant now = clock.instant();
        if (turnIsOver()) {
            openUntil = openUntil == null ? now.plus(lingerAfterEnd) : openUntil;
            return Duration.between(now, openUntil);
        }
        openUntil = null;
        waits++;
        return streaming && progress.hasTask() ? Duration.between(now, quietSince.plus(idleTimeout)) : idleTimeout;
    }

    /** Whether nothing is waited for any longer but the end of an answer. */
    boolean turnIsOver() {
        return progress.isOver() && !progress.mayGoOnByItself();
    }

    /** Whether the agent has given signs of life since {@link #begin}, though no event. */
    boolean wasGivenSigns() {
        return streaming && progress.hasTask() && waits > 1;
    }
}
