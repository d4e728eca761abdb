package dev.parley.task.retry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * Holds repeated attempts at an agent to a share of the first ones over a sliding window, with a floor, so that an agent in trouble
 * is not asked many times what it could not do once. It counts what this instance attempts. Safe for concurrent use.
 */
public final class RetryBudget {
    static final int SLOTS = 10;

    private static final int MOST_AGENTS = 10_000;

    private final double share;
    private final int floor;
    private final long slotMillis;
    private final InstantSource clock;
    // an agent that falls out begins anew, with its floor
    private final Cache<Agent, Window> agents =
            Caffeine.newBuilder().maximumSize(MOST_AGENTS).build();

    public RetryBudget(RetryConfig config, InstantSource clock) {
        this.share = config.share();
        this.floor = config.floor();
        this.slotMillis = config.window().toMillis() / SLOTS;
        this.clock = clock;
    }

    private record Agent(String tenant, String id) {}

    /** An agent is tried with a message for the first time. */
    public void first(String tenant, String agentId) {
        window(tenant, agentId).first(slot());
    }

    /** An agent is to be tried again with a message; false when its budget is spent, and then nothing is counted. */
    public boolean mayRepeat(String tenant, String agentId) {
        return window(tenant, agentId).repeat(slot(), floor, share);
    }

    private Window window(String tenant, String agentId) {
        return agents.get(new Agent(tenant, agentId), unused -> new Window());
    }

    private long slot() {
        return clock.millis() / slotMillis;
    }

    /** The last {@value #SLOTS} slots of one agent. */
    private static final class Window {
        private final int[] firsts = new int[SLOTS];
        private final int[] repeats = new int[SLOTS];
        private long newest;

        synchronized void first(long slot) {
            firsts[at(slot)]++;
        }

        synchronized boolean repeat(long slot, int floor, double share) {
            int at = at(slot);
            long allowed =
                    floor + (long) (share * Arrays.stream(firsts).asLongStream().sum());
            if (Arrays.stream(repeats).asLongStream().sum() >= allowed) {
                return false;
            }
            repeats[at]++;
            return true;
        }

        /** Empties what has left the window. A clock that is set back counts in the newest slot. */
        private int at(long slot) {
            for (long i = Math.max(newest + 1, slot - SLOTS + 1); i <= slot; i++) {
                firsts[(int) (i % SLOTS)] = 0;
                repeats[(int) (i % SLOTS)] = 0;
            }
            newest = Math.max(newest, slot);
            return (int) (newest % SLOTS);
        }
    }
}
