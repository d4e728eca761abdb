package dev.parley.task.dispatch;

import java.util.concurrent.CountDownLatch;

/** A place inside the turnstile, or in the queue for it; given back once. Safe for concurrent use. */
public final class Ticket implements AutoCloseable {
    final Lane lane;
    final int priority;
    /** The smaller, the sooner: when it came, less what its priority is worth. */
    final long rank;

    final long cameAt;
    final long order;
    private final Turnstile turnstile;
    private final CountDownLatch decided = new CountDownLatch(1);
    // by the turnstile's lock
    boolean admitted;
    boolean closed;
    long admittedAt;

    Ticket(Turnstile turnstile, Lane lane, int priority, long rank, long cameAt, long order) {
        this.turnstile = turnstile;
        this.lane = lane;
        this.priority = priority;
        this.rank = rank;
        this.cameAt = cameAt;
        this.order = order;
    }

    /** Waits for the place; false when it was closed before there was one. */
    public boolean await() throws InterruptedException {
        decided.await();
        return turnstile.isInside(this);
    }

    void decide() {
        decided.countDown();
    }

    /**
     * The call that had the place is over: what it says of the agent counts for how many may go at once.
     *
     * @param overloaded the agent could not take it, or said nothing
     */
    public void over(boolean overloaded) {
        turnstile.over(this, overloaded);
    }

    /** Gives up the place, or the queue for it. From any thread; again without effect. */
    @Override
    public void close() {
        turnstile.leave(this);
    }
}
