package dev.parley.task.running;

import dev.parley.task.journal.TaskKey;
import dev.parley.task.simulation.SimBroken;
import dev.parley.task.simulation.SimJournal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One run of the simulation: some seconds of messages and faults, then calm until everything has come to its end. */
final class Simulation {
    private static final long FAULTS = 4_000;
    private static final long CALM = 90_000;

    private final SimWorld world;
    private final SimJournal store;
    private final Map<TaskKey, List<SimWatcher>> watchers = new HashMap<>();

    Simulation(long seed, SimBroken broken, TaskMetrics metrics) {
        this.world = new SimWorld(seed, broken, metrics);
        this.store = new SimJournal(world.database, new UUID(0, 0));
    }

    /** What a run counted. */
    record Counts(int tasks, int entries) {}

    static void add(SimWorld world, SimCaller caller) {
        world.callers.add(caller);
        caller.send();
    }

    /** @throws SimRecords.Violation when a rule did not hold */
    Counts run() {
        int instances = 2 + world.random.nextInt(3);
        for (int i = 0; i < instances; i++) {
            begin("task-" + i, i);
        }
        int messages = 2 + world.random.nextInt(5);
        for (int i = 0; i < messages; i++) {
            SimCaller caller = SimCaller.of(world, i);
            world.after(world.random.nextInt((int) FAULTS), () -> add(world, caller));
        }
        world.after(world.random.nextInt(1_000), this::fault);
        go(FAULTS, false);
        world.say("calm");
        world.calm = true;
        for (SimLife life : List.copyOf(world.lives)) {
            if (life.isDead()) {
                begin(life.name, world.lives.indexOf(life));
            }
        }
        go(FAULTS + CALM, true);
        watchers.values()
                .forEach(all ->
                        all.forEach(watcher -> watcher.close(store.read(watcher.task(), watcher.cursor(), 100_000))));
        world.records.require(isSettled(), "callers wait for answers, " + CALM + " ms after the last fault");
        world.records.requireSettled();
        return new Counts(watchers.size(), world.records.entries);
    }

    String trace() {
        return world.trace();
    }

    private void go(long until, boolean untilSettled) {
        long nextLook = 0;
        while (world.step(until)) {
            if (world.now() >= nextLook) {
                nextLook = world.now() + 200;
                lookAround();
                if (untilSettled && isSettled()) {
                    return;
                }
            }
        }
    }

    private boolean isSettled() {
        for (TaskKey task : world.database.tasks()) {
            if (!SimRecords.isSettled(store.find(task).orElseThrow())) {
                return false;
            }
        }
        return world.callers.stream().allMatch(SimCaller::isDone);
    }

    /** New tasks get watchers, and some are canceled. */
    private void lookAround() {
        for (TaskKey task : world.database.tasks()) {
            if (!watchers.containsKey(task)) {
                List<SimWatcher> both = List.of(new SimWatcher(world, task), new SimWatcher(world, task));
                watchers.put(task, both);
                both.forEach(SimWatcher::watch);
                for (int cancels = world.mishap(0.3) ? 2 : 0; cancels > 0; cancels--) {
                    SimLife at = some();
                    world.after(at, world.random.nextInt(1_000), () -> SimServer.cancel(world, at, task));
                }
            }
        }
    }

    private SimLife some() {
        return world.lives.get(world.random.nextInt(world.lives.size()));
    }

    private void begin(String name, int place) {
        SimLife life = new SimLife(world, name);
        if (place < world.lives.size()) {
            world.lives.set(place, life);
        } else {
            world.lives.add(life);
        }
        world.say(name + " begins");
        life.begin();
    }

    private void fault() {
        if (world.calm) {
            return;
        }
        SimLife life = some();
        switch (world.random.nextInt(8)) {
            case 0, 1 -> kill(life);
            case 2, 3, 4 -> {
                long millis = 100L + world.random.nextInt(5_000);
                world.say(life.name + " frozen for " + millis + " ms");
                life.freeze(millis);
            }
            case 5 -> world.restartDatabase(50L + world.random.nextInt(3_000));
            case 6 -> life.skewMillis = world.random.nextInt(1_200_000) - 600_000L;
            default -> world.agent.restart();
        }
        world.after(100L + world.random.nextInt(1_500), this::fault);
    }

    private void kill(SimLife life) {
        if (!life.isDead()) {
            world.say(life.name + " killed");
            life.kill();
            world.after(100L + world.random.nextInt(2_000), () -> {
                if (world.lives.contains(life)) {
                    begin(life.name, world.lives.indexOf(life));
                }
            });
        }
    }
}
