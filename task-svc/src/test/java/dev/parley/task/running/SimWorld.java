package dev.parley.task.running;

import dev.parley.task.checkpoint.Checkpointing;
import dev.parley.task.checkpoint.Policies;
import dev.parley.task.postgres.LeaseConfig;
import dev.parley.task.simulation.SimBroken;
import dev.parley.task.simulation.SimDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Time, chance and the ways between instances, database, agent and callers: everything that happens is a step at a moment that the
 * seed decides, and one step follows another. A life that is frozen does its steps when it wakes up, one that is dead does none.
 */
final class SimWorld {
    static final LeaseConfig LEASES =
            new LeaseConfig(Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofMillis(2500));
    static final Instant BEGIN = Instant.parse("2026-11-23T00:00:00Z");
    private static final int TRACED = 120;

    final Random random;
    final SimBroken broken;
    final SimDatabase database;
    final TaskMetrics metrics;
    final Checkpointing checkpoints;
    final List<SimLife> lives = new ArrayList<>();
    final SimRecords records;
    final SimAgent agent;
    private final PriorityQueue<Step> steps = new PriorityQueue<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private long now;
    private long order;
    private long readings;
    private long databaseAwayUntil;
    private int databaseLife;
    final List<SimCaller> callers = new ArrayList<>();
    boolean calm;

    SimWorld(long seed, SimBroken broken, TaskMetrics metrics) {
        this.metrics = metrics;
        this.checkpoints = Policies.defaults(this::clock);
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        this.broken = broken;
        this.database = new SimDatabase(BEGIN, broken);
        this.records = new SimRecords(this);
        this.agent = new SimAgent(this);
    }

    private record Step(long at, long order, @Nullable SimLife life, Runnable what) implements Comparable<Step> {
        @Override
        public int compareTo(Step other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    long now() {
        return now;
    }

    Instant clock() {
        return BEGIN.plusMillis(now);
    }

    boolean lacks(SimBroken rule) {
        return broken == rule;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** While faults are over nothing is lost any more. */
    boolean mishap(double probability) {
        return !calm && chance(probability);
    }

    /** What goes over a network, in milliseconds: mostly few. */
    long travel() {
        return mishap(0.02) ? random.nextInt(600) : random.nextInt(4);
    }

    void after(long millis, Runnable what) {
        steps.add(new Step(now + millis, order++, null, what));
    }

    void after(SimLife life, long millis, Runnable what) {
        steps.add(new Step(now + millis, order++, life, what));
    }

    /** Makes readings of clocks differ that would be microseconds apart. */
    long reading() {
        return ++readings % 1_000;
    }

    void say(String what) {
        if (trace.size() == TRACED) {
            trace.removeFirst();
        }
        trace.addLast(now + " " + what);
    }

    String trace() {
        return String.join("\n", trace);
    }

    /** Does one step; false when nothing is left before that moment. */
    boolean step(long until) {
        Step next = steps.peek();
        if (next == null || next.at > until) {
            now = until;
            return false;
        }
        steps.remove();
        now = next.at;
        database.setClock(clock());
        SimLife life = next.life;
        if (life == null) {
            next.what.run();
        } else if (!life.isDead()) {
            if (life.frozenUntil() > now) {
                steps.add(new Step(life.frozenUntil(), next.order, life, next.what));
            } else {
                next.what.run();
            }
        }
        return true;
    }

    /** A statement of a life: it may take place although nobody hears of it. */
    <T> void ask(SimLife life, Supplier<T> statement, Consumer<T> then, Runnable failed) {
        int connected = databaseLife;
        after(travel(), () -> {
            if (!isConnected(connected)) {
                after(life, travel(), failed);
                return;
            }
            T answer = statement.get();
            after(life, travel(), () -> {
                if (isConnected(connected) && !mishap(0.003)) {
                    then.accept(answer);
                } else {
                    failed.run();
                }
            });
        });
    }

    /** Which life of the database this is: what was begun in an earlier one is not there any more. */
    int databaseLife() {
        return databaseLife;
    }

    boolean isConnected(int inLife) {
        return inLife == databaseLife && now >= databaseAwayUntil;
    }

    void restartDatabase(long millis) {
        say("database away for " + millis + " ms");
        databaseLife++;
        databaseAwayUntil = now + millis;
        database.restart();
    }
}
