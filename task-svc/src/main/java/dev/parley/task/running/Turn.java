package dev.parley.task.running;

import dev.parley.task.dispatch.Ticket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A message's wait for its time, and then for its place: as long as it lasts no agent has heard of the message, and it may be called
 * off. One thread waits; any may call off.
 */
final class Turn {
    private static final long LONGEST_NAP_MILLIS = 60_000;

    private final InstantSource clock;
    // all by this object's lock
    private boolean sleeps;
    private @Nullable Ticket queued;
    private boolean calledOff;

    Turn(InstantSource clock) {
        this.clock = clock;
    }

    /** Waits until a time; false when it was called off. */
    synchronized boolean awaitTime(Instant time) throws InterruptedException {
        sleeps = true;
        try {
            long left = time.toEpochMilli() - clock.millis();
            while (left > 0 && !calledOff) {
                // in naps: the clock may be set
                wait(Math.min(left, LONGEST_NAP_MILLIS));
                left = time.toEpochMilli() - clock.millis();
            }
            return !calledOff;
        } finally {
            sleeps = false;
        }
    }

    /**
     * Waits for a place inside. A ticket that somebody else gave up is no reason to forget the message: it queues anew.
     *
     * @param given to wait for first; null for none
     * @param queue makes a ticket
     * @return the caller's to close; null only when the message was called off
     */
    @Nullable
    Ticket awaitPlace(@Nullable Ticket given, Supplier<Ticket> queue) throws InterruptedException {
        Ticket next = given == null ? queue.get() : given;
        while (!isLetIn(next)) {
            if (isCalledOff()) {
                return null;
            }
            next = queue.get();
        }
        return next;
    }

    /** Waits for this one; it is closed unless it is let in. */
    private boolean isLetIn(Ticket ticket) throws InterruptedException {
        boolean inside = false;
        try {
            synchronized (this) {
                queued = ticket;
                if (calledOff) {
                    return false;
                }
            }
            inside = ticket.await();
        } finally {
            synchronized (this) {
                queued = null;
                inside &= !calledOff;
            }
            if (!inside) {
                ticket.close();
            }
        }
        return inside;
    }

    private synchronized boolean isCalledOff() {
        return calledOff;
    }

    /** Ends the wait. False when there is none: the agent may have heard of the message. */
    synchronized boolean callOff() {
        boolean waits = sleeps || queued != null;
        if (waits) {
            calledOff = true;
            notifyAll();
            if (queued != null) {
                queued.close();
            }
        }
        return waits;
    }
}
