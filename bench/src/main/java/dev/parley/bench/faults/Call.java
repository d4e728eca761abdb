package dev.parley.bench.faults;

/**
 * One call, as its caller saw it.
 *
 * @param dueNanos when it was to be sent: waiting for a thread or a connection counts
 * @param failure of the first try: status and reason; empty when it was answered as it should
 * @param tries how often it was sent
 * @param lost it failed to the end
 */
record Call(CallKind kind, long dueNanos, long endNanos, String failure, int tries, boolean lost) {
    double millis() {
        return (endNanos - dueNanos) / 1e6;
    }

    /** Whether a part of it lies in a span of time. */
    boolean isWithin(long fromNanos, long toNanos) {
        return dueNanos - toNanos < 0 && endNanos - fromNanos > 0;
    }
}
