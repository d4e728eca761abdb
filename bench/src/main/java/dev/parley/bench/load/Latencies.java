package dev.parley.bench.load;

import java.util.Arrays;

/** Times of single calls, exact: every one is kept. Not safe for concurrent use. */
public final class Latencies {
    private long[] nanos = new long[1024];
    private int count;
    private boolean sorted = true;

    public void add(long callNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = callNanos;
        sorted = false;
    }

    public int count() {
        return count;
    }

    /**
     * The time that {@code share} of the calls stayed under or met.
     *
     * @param share in [0, 1]
     * @return milliseconds; 0 without any call
     */
    public double quantileMillis(double share) {
        if (count == 0) {
            return 0;
        }
        if (!sorted) {
            Arrays.sort(nanos, 0, count);
            sorted = true;
        }
        int rank = (int) Math.ceil(share * count) - 1;
        return nanos[Math.clamp(rank, 0, count - 1)] / 1e6;
    }
}
