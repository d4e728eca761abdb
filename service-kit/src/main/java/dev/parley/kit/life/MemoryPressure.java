package dev.parley.kit.life;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether this process's heap is full of what is in use: of its old generation, a collection left more than {@value #FULL} in use.
 * What is only waiting to be collected does not count. A process that takes in nothing new may not collect for long, so while it is so a
 * collection is asked for now and then ({@code -XX:+DisableExplicitGC} would leave it so). Safe for concurrent use.
 */
public final class MemoryPressure {
    private static final double FULL = 0.85;
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long CONFIRM = TimeUnit.SECONDS.toNanos(5);
    private static final String GAUGE = "parley.memory.high";
    private static final MemoryPressure OF_THIS_PROCESS = new MemoryPressure();

    // whether the last collection left too much in use
    private final BooleanSupplier full = old();
    // by this object's lock
    private long collected;
    private long confirmed;
    private volatile boolean high;
    private volatile long lookAgain = System.nanoTime();

    private MemoryPressure() {}

    /** Services that share a process share it, as they share the heap. */
    static MemoryPressure ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /** For the services that heed it; only their processes show it. */
    @Factory
    static final class Beans {
        @Singleton
        MemoryPressure memory(MeterRegistry meters) {
            synchronized (Beans.class) { // services of one process share its registry, and may start beside each other
                if (meters.find(GAUGE).gauge() == null) {
                    Gauge.builder(GAUGE, OF_THIS_PROCESS, memory -> memory.isHigh() ? 1 : 0)
                            .description(
                                    "1 while the heap is nearly full of what is in use, and new messages are refused")
                            .register(meters);
                }
            }
            return OF_THIS_PROCESS;
        }
    }

    /** At most a tenth of a second old; never waits for a collection. */
    public boolean isHigh() {
        long now = System.nanoTime();
        if (now - lookAgain >= 0) {
            look(now);
        }
        return high;
    }

    private synchronized void look(long now) {
        if (now - lookAgain < 0) {
            return;
        }
        lookAgain = now + LOOK;
        boolean before = high;
        high = full.getAsBoolean();
        long count = collections();
        if (!high || !before || count != collected) {
            collected = count;
            confirmed = now;
        } else if (now - confirmed >= CONFIRM) {
            confirmed = now;
            Thread.ofPlatform().daemon().name("memory").start(System::gc);
        }
    }

    /** The pool of what has lived for some time; the largest where none is called old. */
    private static BooleanSupplier old() {
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP
                        && pool.isCollectionUsageThresholdSupported()
                        && pool.getUsage().getMax() > 0)
                .toList();
        return pools.stream()
                .max(Comparator.<MemoryPoolMXBean>comparingInt(pool -> isOld(pool.getName()) ? 1 : 0)
                        .thenComparingLong(pool -> pool.getUsage().getMax()))
                .map(MemoryPressure::watched)
                .orElse(() -> false);
    }

    private static boolean isOld(String pool) {
        String name = pool.toLowerCase(Locale.ROOT);
        return name.contains("old") || name.contains("tenured");
    }

    private static BooleanSupplier watched(MemoryPoolMXBean pool) {
        pool.setCollectionUsageThreshold((long) (pool.getUsage().getMax() * FULL));
        return pool::isCollectionUsageThresholdExceeded;
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(collector -> collector.getCollectionCount())
                .sum();
    }
}
