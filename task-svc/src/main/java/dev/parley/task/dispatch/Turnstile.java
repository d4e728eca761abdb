package dev.parley.task.dispatch;

import dev.parley.proto.error.A2aException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets messages to their agents: so many at once in all, and so many of one tenant at one agent. Where more want to, the tenants take
 * turns, and within a tenant the one with the higher priority goes first; a step of priority is worth ten seconds of waiting, so
 * nobody starves. Safe for concurrent use.
 */
public final class Turnstile {
    public static final int LOWEST_PRIORITY = 0;
    public static final int HIGHEST_PRIORITY = 9;
    public static final int USUAL_PRIORITY = 4;

    /** Ten seconds of having waited outweigh a step of priority. */
    static final long STEP_NANOS = 10_000_000_000L;

    static final int MOST_LANES = 10_000;
    private static final Duration COME_AGAIN = Duration.ofSeconds(2);

    private final DispatchConfig config;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Lane, LaneState> lanes = new LinkedHashMap<>();
    private final FairShare share;
    // in the order in which they have their turns; only tenants that have somebody waiting, and only such lanes
    private final LinkedHashMap<String, Map<Lane, LaneState>> waiting = new LinkedHashMap<>();
    private int waitingAll;
    private long number;
    private boolean closed;

    /** @param nanoTime a clock that never jumps, in nanoseconds */
    public Turnstile(DispatchConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.share = new FairShare(config.maxCalls());
    }

    /**
     * The last fifth of the places is for those above the usual priority, and the last two for those that are not below it.
     *
     * @throws A2aException OVERLOADED when as many wait for this agent as may
     */
    public void requireRoom(Lane lane, int priority) {
        int queued = locked(() -> lanes.containsKey(lane) ? state(lane).waiting.size() : 0);
        int most = mostQueued(priority);
        if (queued >= most) {
            throw A2aException.busy(
                    queued + " messages wait for agent \"" + lane.agent() + "\" (expected: fewer than " + most
                            + " for a message of priority " + priority + ")",
                    COME_AGAIN);
        }
    }

    private int mostQueued(int priority) {
        int fifths = priority > USUAL_PRIORITY ? 5 : priority == USUAL_PRIORITY ? 4 : 3;
        return Math.ceilDiv(config.maxQueued() * fifths, 5);
    }

    /** A place at once; null when there is none, or others wait for one. */
    public @Nullable Ticket tryEnter(Lane lane) {
        return locked(() -> {
            LaneState state = state(lane);
            if (closed || !state.waiting.isEmpty() || !state.hasRoom() || !share.hasRoom(lane.tenant())) {
                forgetIfAtRest(lane, state);
                return null;
            }
            return admit(ticket(lane, USUAL_PRIORITY), state);
        });
    }

    /** A place for what the agent has already, whether there is room or not. */
    public Ticket enter(Lane lane) {
        return locked(() -> admit(ticket(lane, USUAL_PRIORITY), state(lane)));
    }

    /** A place, perhaps later; a higher priority goes first. */
    public Ticket queue(Lane lane, int priority) {
        return locked(() -> {
            Ticket ticket = ticket(lane, priority);
            LaneState state = state(lane);
            state.waiting.add(ticket);
            waiting.computeIfAbsent(lane.tenant(), unused -> new LinkedHashMap<>())
                    .put(lane, state);
            waitingAll++;
            admitNext();
            return ticket;
        });
    }

    private Ticket ticket(Lane lane, int priority) {
        long now = nanoTime.getAsLong();
        return new Ticket(this, lane, priority, now - priority * STEP_NANOS, now, ++number);
    }

    /** Lets nobody in any more: what waits is for the next life, and must not begin in the last moments of this one. */
    public void close() {
        locked(() -> closed = true);
    }

    /** How many wait. */
    public int waiting() {
        return locked(() -> waitingAll);
    }

    /** How many are inside. */
    public int inside() {
        return locked(share::taken);
    }

    /** How many may be inside of a lane now. */
    int limit(Lane lane) {
        return locked(() -> lanes.containsKey(lane) ? state(lane).limit() : config.maxConcurrent());
    }

    /** How long the one that has waited longest has waited, in nanoseconds; 0 when nobody waits. */
    public long longestWait() {
        return locked(() -> {
            long first = waiting.values().stream()
                    .flatMap(tenant -> tenant.values().stream())
                    .flatMap(state -> state.waiting.stream())
                    .mapToLong(ticket -> ticket.cameAt)
                    .reduce(Long.MAX_VALUE, Math::min);
            return first == Long.MAX_VALUE ? 0 : nanoTime.getAsLong() - first;
        });
    }

    boolean isInside(Ticket ticket) {
        return locked(() -> ticket.admitted && !ticket.closed);
    }

    void over(Ticket ticket, boolean overloaded) {
        locked(() -> {
            if (ticket.admitted && !ticket.closed) {
                state(ticket.lane).learn(ticket, overloaded, nanoTime.getAsLong());
            }
            return null;
        });
    }

    void leave(Ticket ticket) {
        locked(() -> {
            if (ticket.closed) {
                return null;
            }
            ticket.closed = true;
            LaneState state = state(ticket.lane);
            if (ticket.admitted) {
                state.inside--;
                share.giveBack(ticket.lane.tenant());
                admitNext();
            } else {
                remove(ticket, state);
                ticket.decide();
            }
            forgetIfAtRest(ticket.lane, state);
            return null;
        });
    }

    private LaneState state(Lane lane) {
        LaneState known = lanes.get(lane);
        if (known != null) {
            return known;
        }
        if (lanes.size() >= MOST_LANES) {
            lanes.values().removeIf(LaneState::isIdle);
        }
        LaneState begun = new LaneState(config.maxConcurrent(), config.adaptive());
        lanes.put(lane, begun);
        return begun;
    }

    private void forgetIfAtRest(Lane lane, LaneState state) {
        if (state.isAtRest()) {
            lanes.remove(lane);
        }
    }

    private Ticket admit(Ticket ticket, LaneState state) {
        ticket.admitted = true;
        ticket.admittedAt = nanoTime.getAsLong();
        state.inside++;
        share.take(ticket.lane.tenant());
        ticket.decide();
        return ticket;
    }

    private void remove(Ticket ticket, LaneState state) {
        Map<Lane, LaneState> tenant = waiting.get(ticket.lane.tenant());
        if (tenant != null && state.waiting.remove(ticket)) {
            waitingAll--;
            if (state.waiting.isEmpty()) {
                tenant.remove(ticket.lane);
            }
            if (tenant.isEmpty()) {
                waiting.remove(ticket.lane.tenant());
            }
        }
    }

    private void admitNext() {
        for (Ticket next = next(); next != null; next = next()) {
            LaneState state = state(next.lane);
            remove(next, state);
            Map<Lane, LaneState> others = waiting.remove(next.lane.tenant());
            if (others != null) {
                // it has had its turn: the other tenants come first now
                waiting.put(next.lane.tenant(), others);
            }
            admit(next, state);
        }
    }

    /** Of the first tenant that has one who may go in, the one whose turn it is. */
    private @Nullable Ticket next() {
        if (closed) {
            return null;
        }
        for (Map.Entry<String, Map<Lane, LaneState>> tenant : waiting.entrySet()) {
            if (!share.hasRoom(tenant.getKey())) {
                continue;
            }
            Ticket first = null;
            for (LaneState state : tenant.getValue().values()) {
                Ticket head = state.waiting.peek();
                if (head != null && state.hasRoom() && (first == null || head.rank < first.rank)) {
                    first = head;
                }
            }
            if (first != null) {
                return first;
            }
        }
        return null;
    }

    private <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
