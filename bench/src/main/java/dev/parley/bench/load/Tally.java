package dev.parley.bench.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Counts answers of one run. Written by the generator's event loop, read when all connections are done. */
final class Tally {
    private static final int SHOWN_CHARS = 400;

    private final CountDownLatch open;
    private final long deadlineNanos;
    private final Latencies latencies = new Latencies();
    private int good;
    private int bad;
    private int broken;
    private String firstBad = "";

    Tally(int connections, long deadlineNanos) {
        this.open = new CountDownLatch(connections);
        this.deadlineNanos = deadlineNanos;
    }

    boolean over(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    void answered(long callNanos, boolean completed, String answer) {
        latencies.add(callNanos);
        if (completed) {
            good++;
            return;
        }
        bad++;
        if (firstBad.isEmpty()) {
            firstBad = answer.length() > SHOWN_CHARS ? answer.substring(0, SHOWN_CHARS) : answer;
        }
    }

    void finished(boolean inTime) {
        if (!inTime) {
            broken++;
        }
        open.countDown();
    }

    boolean awaitAll(Duration atMost) throws InterruptedException {
        return open.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    Outcome outcome(double seconds) {
        return new Outcome(seconds, latencies, good, bad, broken, firstBad);
    }
}
