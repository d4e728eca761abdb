package dev.parley.bench.chaos.load;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Growing pauses between the tries of one caller, half of each left to chance. One thread at a time is enough for its use. */
final class Pauses {
    private static final long FIRST_MILLIS = 300;
    private static final long LONGEST_MILLIS = 2_000;
    private static final long LOOK_MILLIS = 500;

    private final SplittableRandom random;
    private final BooleanSupplier cut;
    private volatile long next = FIRST_MILLIS;

    /** @param cut ends a pause when it becomes true */
    Pauses(long seed, BooleanSupplier cut) {
        this.random = new SplittableRandom(seed);
        this.cut = cut;
    }

    void reset() {
        next = FIRST_MILLIS;
    }

    void pause() throws InterruptedException {
        long pause;
        synchronized (random) {
            pause = next / 2 + random.nextLong(next / 2);
        }
        next = Math.min(next * 2, LONGEST_MILLIS);
        for (long left = pause; left > 0 && !cut.getAsBoolean(); left -= LOOK_MILLIS) {
            Thread.sleep(Duration.ofMillis(Math.min(left, LOOK_MILLIS)));
        }
    }
}
