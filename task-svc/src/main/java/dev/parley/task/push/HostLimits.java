package dev.parley.task.push;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** How many attempts may be under way, in all and to one target. Those that wait for a slow target hold up no other. */
final class HostLimits {
    private final int maxPerHost;
    private final Semaphore all;
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    /** A target's own permits; kept while somebody has one or waits for one. */
    private static final class Gate {
        private final Semaphore permits;
        // changed inside the map's computations only
        private int users;

        Gate(int permits) {
            this.permits = new Semaphore(permits, true);
        }
    }

    HostLimits(int maxConcurrent, int maxPerHost) {
        this.maxPerHost = maxPerHost;
        this.all = new Semaphore(maxConcurrent, true);
    }

    /** Something that may block. */
    interface Work<T> {
        T run() throws InterruptedException;
    }

    /** @param host with its port */
    <T> T within(String host, Work<T> work) throws InterruptedException {
        Gate gate = gates.compute(host, (same, held) -> {
            Gate entered = held == null ? new Gate(maxPerHost) : held;
            entered.users++;
            return entered;
        });
        try {
            gate.permits.acquire();
            try {
                all.acquire();
                try {
                    return work.run();
                } finally {
                    all.release();
                }
            } finally {
                gate.permits.release();
            }
        } finally {
            gates.computeIfPresent(host, (same, held) -> --held.users == 0 ? null : held);
        }
    }

    /** Targets that somebody calls or waits for. */
    int hosts() {
        return gates.size();
    }
}
