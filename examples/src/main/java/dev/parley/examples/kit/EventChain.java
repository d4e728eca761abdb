package dev.parley.examples.kit;

import dev.parley.proto.a2a.v1.StreamResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The events of one task as a chain that readers walk at their own pace: the chain itself holds only its end, so what every
 * reader has passed is garbage, and a slow reader delays nobody. Guarded by the lock it is given.
 */
final class EventChain {
    private static final int MAX_BATCH = 256;

    private final ReentrantLock lock;
    private final Condition grown;
    private Link end = new Link();

    EventChain(ReentrantLock lock) {
        this.lock = lock;
        this.grown = lock.newCondition();
    }

    /** The caller holds the lock. */
    void append(StreamResponse event) {
        Link next = new Link();
        end.event = event;
        end.next = next;
        end = next;
        grown.signalAll();
    }

    /** A reader of everything appended from now on; the caller holds the lock. */
    Reader read() {
        return new Reader(end);
    }

    /** One reader's place in the chain; for one thread. */
    final class Reader {
        private Link place;

        private Reader(Link place) {
            this.place = place;
        }

        /**
         * The next events in order, at least one if any comes within the time to wait.
         *
         * @throws InterruptedException if the server stops
         */
        List<StreamResponse> next(Duration wait) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long nanosLeft = wait.toNanos();
                while (place.event == null && nanosLeft > 0) {
                    nanosLeft = grown.awaitNanos(nanosLeft);
                }
                List<StreamResponse> batch = new ArrayList<>();
                while (place.event != null && place.next != null && batch.size() < MAX_BATCH) {
                    batch.add(place.event);
                    place = place.next;
                }
                return batch;
            } finally {
                lock.unlock();
            }
        }
    }

    private static final class Link {
        private @Nullable StreamResponse event;
        private @Nullable Link next;
    }
}
