package dev.parley.edge.overload;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import java.util.concurrent.TimeUnit;

/**
 * A limit that moves once a window, by the average of what the window saw: down by a tenth when that took too long, else up by one
 * where it was nearly used. The library has windows of its own, which forget those with fewer than ten samples, and so a limit that is low would stay low
 * where there is little to do. Safe for concurrent use.
 */
final class WindowedLimit {
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double BACK_OFF = 0.9;

    private final Limit limit;
    // all by this object's lock
    private long windowEnds = Long.MIN_VALUE;
    private long sum;
    private int samples;
    private int mostAtOnce;
    private boolean dropped;

    /** @param targetNanos what takes longer takes too long */
    WindowedLimit(int initial, int min, int max, long targetNanos) {
        this.limit = AIMDLimit.newBuilder()
                .initialLimit(initial)
                .minLimit(min)
                .maxLimit(max)
                .backoffRatio(BACK_OFF)
                .timeout(targetNanos, TimeUnit.NANOSECONDS)
                .build();
    }

    int get() {
        return limit.getLimit();
    }

    /** @param atOnce how many were under way when it was over, with itself */
    synchronized void sample(long now, long nanos, int atOnce, boolean failed) {
        if (now >= windowEnds) {
            if (samples > 0) {
                limit.onSample(now, sum / samples, mostAtOnce, dropped);
            }
            windowEnds = now + WINDOW_NANOS;
            sum = 0;
            samples = 0;
            mostAtOnce = 0;
            dropped = false;
        }
        sum += nanos;
        samples++;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
        dropped |= failed;
    }
}
