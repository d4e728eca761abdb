package dev.parley.task.dispatch;

import com.netflix.concurrency.limits.limit.AIMDLimit;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Who of a lane is inside, who waits, and how many may be inside: fewer after each call that the agent could not take, one more
 * with each that it could. Not safe for threads.
 */
final class LaneState {
    private static final double BACK_OFF = 0.9;

    final Queue<Ticket> waiting = new PriorityQueue<>(
            Comparator.<Ticket>comparingLong(one -> one.rank).thenComparingLong(one -> one.order));
    int inside;
    private final int most;
    private final boolean adaptive;
    private final AIMDLimit limit;
    private long loweredAt = Long.MIN_VALUE;

    LaneState(int most, boolean adaptive) {
        this.most = most;
        this.adaptive = adaptive;
        this.limit = AIMDLimit.newBuilder()
                .initialLimit(most)
                .minLimit(1)
                .maxLimit(most)
                .backoffRatio(BACK_OFF)
                // agents may take as long as they like
                .timeout(Integer.MAX_VALUE, TimeUnit.DAYS)
                .build();
    }

    boolean hasRoom() {
        return inside < limit();
    }

    int limit() {
        return limit.getLimit();
    }

    /** Learns from a call that is over; of those that were under way together, one lowers the limit. */
    void learn(Ticket over, boolean overloaded, long now) {
        if (!adaptive || (overloaded && over.admittedAt < loweredAt)) {
            return;
        }
        limit.onSample(over.admittedAt, now - over.admittedAt, inside, overloaded);
        if (overloaded) {
            loweredAt = now;
        }
    }

    /** Nothing would be lost by forgetting it. */
    boolean isAtRest() {
        return inside == 0 && waiting.isEmpty() && limit.getLimit() >= most;
    }

    boolean isIdle() {
        return inside == 0 && waiting.isEmpty();
    }
}
