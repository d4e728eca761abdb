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
    boolean isDueWithin(long fromNanos, long toNanos) {
        return dueNanos - fromNanos >= 0 && dueNanos - toNanos < 0;
    }

    boolean isUnderWay(long atNanos) {
        return dueNanos - atNanos < 0 && endNanos - atNanos > 0;
    }
}
