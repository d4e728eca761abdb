package dev.parley.task.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.error.A2aException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TurnstileTest {
    private static final Lane FLOOD = new Lane("flood", "a");
    private static final Lane QUIET = new Lane("quiet", "a");
    private long nanos;

    private Turnstile turnstile(int most, int mostPerLane) {
        return new Turnstile(new DispatchConfig(most, mostPerLane, 1_000, true), () -> nanos);
    }

    /** Whether it has its place; asked only of what is decided by now, for await() would wait. */
    private static boolean isIn(Ticket ticket, Turnstile turnstile, int waitingBefore) throws InterruptedException {
        return turnstile.waiting() < waitingBefore && ticket.await();
    }

    @Test
    void limits_holdInAllAndForATenantAtAnAgent() {
        Turnstile turnstile = turnstile(3, 2);
        assertThat(turnstile.tryEnter(FLOOD)).isNotNull();
        assertThat(turnstile.tryEnter(FLOOD)).isNotNull();
        assertThat(turnstile.tryEnter(FLOOD)).isNull();
        Ticket other = turnstile.tryEnter(new Lane("flood", "b"));
        assertThat(other).isNotNull();
        assertThat(turnstile.tryEnter(QUIET)).isNull();
        other.close();
        other.close();
        assertThat(turnstile.tryEnter(QUIET)).isNotNull();
        assertThat(turnstile.tryEnter(new Lane("third", "a"))).isNull();
    }

    @Test
    void lowerPriorities_areRefusedFirst() {
        Turnstile turnstile = new Turnstile(new DispatchConfig(10, 1, 10, true), () -> nanos);
        turnstile.enter(FLOOD);
        List<Integer> refused = new ArrayList<>();
        for (int waiting = 0; waiting <= 10; waiting++) {
            for (int priority : List.of(3, 4, 5)) {
                if (!refused.contains(priority) && !hasRoom(turnstile, priority)) {
                    refused.add(priority);
                }
            }
            assertThat(refused).hasSize(waiting < 6 ? 0 : waiting < 8 ? 1 : waiting < 10 ? 2 : 3);
            turnstile.queue(FLOOD, 4);
        }
        assertThat(refused).containsExactly(3, 4, 5);
        turnstile.requireRoom(QUIET, 0);
    }

    private static boolean hasRoom(Turnstile turnstile, int priority) {
        try {
            turnstile.requireRoom(FLOOD, priority);
            return true;
        } catch (A2aException full) {
            assertThat(full.leavesRoomForOthers()).isTrue();
            return false;
        }
    }

    @Test
    void tenants_takeTurns() throws Exception {
        Turnstile turnstile = turnstile(1, 10);
        Ticket inside = turnstile.tryEnter(FLOOD);
        List<Ticket> flood = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            flood.add(turnstile.queue(FLOOD, 9));
        }
        Ticket first = turnstile.queue(QUIET, 0);
        Ticket second = turnstile.queue(QUIET, 0);
        assertThat(turnstile.waiting()).isEqualTo(1002);

        inside.close();
        assertThat(flood.get(0).await()).isTrue();
        flood.get(0).close();
        assertThat(first.await()).isTrue();
        first.close();
        assertThat(flood.get(1).await()).isTrue();
        flood.get(1).close();
        assertThat(second.await()).isTrue();
    }

    @Test
    void higherPriority_goesFirst_untilOneHasWaitedLongEnough() throws Exception {
        Turnstile turnstile = turnstile(1, 1);
        Ticket inside = turnstile.tryEnter(QUIET);
        Ticket low = turnstile.queue(QUIET, 1);
        nanos += Turnstile.STEP_NANOS / 2;
        Ticket high = turnstile.queue(QUIET, 2);
        nanos += Turnstile.STEP_NANOS;
        Ticket late = turnstile.queue(QUIET, 2);

        inside.close();
        assertThat(isIn(high, turnstile, 3)).isTrue();
        high.close();
        assertThat(isIn(low, turnstile, 2)).isTrue();
        low.close();
        assertThat(isIn(late, turnstile, 1)).isTrue();
    }

    @Test
    void fullLane_holdsUpNoOtherAgentOfItsTenant() throws Exception {
        Turnstile turnstile = turnstile(10, 1);
        assertThat(turnstile.tryEnter(FLOOD)).isNotNull();
        turnstile.queue(FLOOD, 9);
        Ticket other = turnstile.queue(new Lane("flood", "b"), 0);
        assertThat(isIn(other, turnstile, 2)).isTrue();
    }

    @Test
    void newcomer_doesNotOvertakeWhoWaits() {
        Turnstile turnstile = turnstile(10, 1);
        Ticket inside = turnstile.tryEnter(FLOOD);
        Ticket waits = turnstile.queue(FLOOD, 0);
        Ticket waitsToo = turnstile.queue(FLOOD, 0);
        inside.close();
        waits.close();
        assertThat(turnstile.tryEnter(FLOOD)).isNull();
        waitsToo.close();
        assertThat(turnstile.tryEnter(FLOOD)).isNotNull();
    }

    @Test
    void whoGivesUp_isNotLetIn() throws Exception {
        Turnstile turnstile = turnstile(1, 1);
        Ticket inside = turnstile.tryEnter(FLOOD);
        Ticket gone = turnstile.queue(FLOOD, 9);
        Ticket stays = turnstile.queue(FLOOD, 0);
        gone.close();
        assertThat(gone.await()).isFalse();
        inside.close();
        assertThat(stays.await()).isTrue();
        assertThat(turnstile.waiting()).isZero();
    }

    @Test
    void anyOrderOfComingAndGoing_keepsTheLimitsAndForgetsNobody() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Turnstile turnstile = turnstile(7, 3);
        List<Ticket> open = new ArrayList<>();
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            nanos += random.nextInt(1_000_000);
            if (random.nextInt(100) < 52 && open.size() < 100) {
                Lane lane = new Lane("t" + random.nextInt(4), "a" + random.nextInt(3));
                open.add(turnstile.queue(lane, random.nextInt(10)));
                lanes.add(lane);
            } else if (!open.isEmpty()) {
                int which = random.nextInt(open.size());
                open.remove(which).close();
                lanes.remove(which);
            }
            Map<Lane, Integer> held = new HashMap<>();
            FairShare share = new FairShare(7);
            int inside = 0;
            for (int k = 0; k < open.size(); k++) {
                if (turnstile.isInside(open.get(k))) {
                    inside++;
                    share.take(lanes.get(k).tenant());
                    held.merge(lanes.get(k), 1, Integer::sum);
                }
            }
            assertThat(inside).as("seed %s", seed).isLessThanOrEqualTo(7);
            assertThat(held.values()).as("seed %s", seed).allMatch(count -> count <= 3);
            assertThat(turnstile.waiting()).as("seed %s", seed).isEqualTo(open.size() - inside);
            boolean couldEnter = false;
            for (int k = 0; k < open.size(); k++) {
                couldEnter |= share.hasRoom(lanes.get(k).tenant())
                        && !turnstile.isInside(open.get(k))
                        && held.getOrDefault(lanes.get(k), 0) < 3;
            }
            assertThat(couldEnter)
                    .as("seed %s: somebody waits for nothing", seed)
                    .isFalse();
        }
    }

    @Test
    void lastQuarter_isForTenantsWithLessThanTheirShare() {
        Turnstile turnstile = turnstile(8, 100);
        int flood = 0;
        while (turnstile.tryEnter(FLOOD) != null) {
            flood++;
        }
        assertThat(flood).isEqualTo(6);
        assertThat(turnstile.tryEnter(QUIET)).isNotNull();
        assertThat(turnstile.tryEnter(QUIET)).isNotNull();
        assertThat(turnstile.tryEnter(QUIET)).as("there are eight").isNull();
    }

    @Test
    void agentThatCannotTakeIt_getsFewerAtOnce_andMoreAgainAsItRecovers() {
        Turnstile turnstile = turnstile(1_000, 20);
        List<Ticket> together = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            together.add(turnstile.tryEnter(QUIET));
        }
        nanos++;
        together.forEach(ticket -> end(ticket, true));
        // all at once say the same thing: one step, not twenty
        assertThat(turnstile.limit(QUIET)).isEqualTo(18);

        for (int i = 0; i < 100; i++) {
            nanos++;
            Ticket one = turnstile.tryEnter(QUIET);
            nanos++;
            end(one, true);
        }
        assertThat(turnstile.limit(QUIET)).as("one always may try").isEqualTo(1);
        Ticket only = turnstile.tryEnter(QUIET);
        assertThat(turnstile.tryEnter(QUIET)).isNull();
        end(only, false);

        for (int i = 0; i < 100; i++) {
            List<Ticket> all = new ArrayList<>();
            for (Ticket one = turnstile.tryEnter(QUIET); one != null; one = turnstile.tryEnter(QUIET)) {
                all.add(one);
            }
            nanos++;
            all.forEach(ticket -> end(ticket, false));
        }
        assertThat(turnstile.limit(QUIET)).isEqualTo(20);
    }

    private static void end(Ticket ticket, boolean overloaded) {
        ticket.over(overloaded);
        ticket.close();
    }

    @Test
    void whatTheAgentHasAlready_countsAndNeedsNoRoom() {
        Turnstile turnstile = turnstile(10, 1);
        Ticket first = turnstile.enter(QUIET);
        Ticket second = turnstile.enter(QUIET);
        assertThat(turnstile.tryEnter(QUIET)).isNull();
        first.close();
        assertThat(turnstile.tryEnter(QUIET)).isNull();
        second.close();
        assertThat(turnstile.tryEnter(QUIET)).isNotNull();
    }

    @Test
    void wait_isCountedFromTheFirst() {
        Turnstile turnstile = turnstile(10, 1);
        assertThat(turnstile.longestWait()).isZero();
        Ticket inside = turnstile.tryEnter(QUIET);
        turnstile.queue(QUIET, 0);
        nanos += 5_000;
        turnstile.queue(QUIET, 9);
        nanos += 1_000;
        assertThat(turnstile.longestWait()).isEqualTo(6_000);
        inside.close();
        assertThat(turnstile.longestWait()).isEqualTo(6_000);
    }
}
