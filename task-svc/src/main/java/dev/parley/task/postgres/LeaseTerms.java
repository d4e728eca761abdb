package dev.parley.task.postgres;

import dev.parley.task.journal.Lease;
import java.util.function.LongSupplier;

/** Tells from the times of its renewals how a lease stands. A renewal counts from when it was begun: the database's time is later. */
final class LeaseTerms implements Lease {
    private final LeaseConfig config;
    private final LongSupplier nanoTime;
    private volatile Renewals renewals = new Renewals(0, 0, 0);

    /** @param nanoTime a clock that never jumps, in nanoseconds */
    LeaseTerms(LeaseConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
    }

    /** @param term 0 before the first renewal */
    private record Renewals(long term, long first, long last) {}

    /** A renewal that was begun at {@code nanos} has succeeded. For one thread. */
    void renewed(long nanos) {
        Renewals before = renewals;
        // its answer, not its beginning: it took place somewhere between, and until then others saw the one before
        boolean goesOn = before.term > 0
                && nanoTime.getAsLong() - before.last < config.deadAfter().toNanos();
        renewals =
                goesOn ? new Renewals(before.term, before.first, nanos) : new Renewals(before.term + 1, nanos, nanos);
    }

    @Override
    public boolean isHeld() {
        return isHeld(renewals);
    }

    private boolean isHeld(Renewals now) {
        return now.term > 0
                && nanoTime.getAsLong() - now.last < config.deadAfter().toNanos();
    }

    @Override
    public long term() {
        return renewals.term;
    }

    @Override
    public boolean isSteady() {
        Renewals now = renewals;
        return isHeld(now) && now.last - now.first >= config.hungAfter().toNanos();
    }
}
