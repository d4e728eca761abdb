package dev.parley.task.running;

import dev.parley.task.journal.Entry;
import dev.parley.task.journal.Ownership;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskFold;
import dev.parley.task.lifecycle.TaskState;
import dev.parley.task.postgres.TestLease;
import dev.parley.task.simulation.SimJournal;
import dev.parley.task.simulation.SimOwnership;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One life of an instance: its lease ({@code Incarnation}), its sweeps ({@code Recovery}), its look at its own tasks ({@code
 * OwnedTasks}), the tasks it runs ({@code LiveTasks}) and how it takes one in ({@code Adoption}).
 */
final class SimLife {
    final String name;
    final UUID incarnation;
    final SimWriter writer;
    final SimOwnership ownership;
    final TestLease lease;
    final Map<TaskKey, SimRunner> running = new HashMap<>();
    private final SimWorld world;
    private final SimJournal store;
    private final Map<TaskKey, Deque<Runnable>> exclusive = new HashMap<>();
    private Map<TaskKey, Long> before = new HashMap<>();
    private boolean dead;
    private long frozenUntil;
    long skewMillis;

    SimLife(SimWorld world, String name) {
        this.world = world;
        this.name = name;
        this.incarnation = new UUID(world.random.nextLong(), world.random.nextLong());
        this.store = new SimJournal(world.database, incarnation);
        this.lease = new TestLease(SimWorld.LEASES, () -> world.now() * 1_000_000);
        this.ownership = new SimOwnership(world.database, incarnation, lease, SimWorld.LEASES, this::call);
        this.writer = new SimWriter(world, this);
    }

    /** Notify: heard by a life that has its connection; lost now and then. */
    private void call(UUID owner, TaskKey key) {
        world.lives.stream()
                .filter(other -> other.incarnation.equals(owner) && !world.mishap(0.3))
                .forEach(other -> world.after(other, world.travel(), () -> other.attend(key)));
    }

    void begin() {
        world.ask(
                this,
                () -> {
                    world.database.begin(name);
                    return true;
                },
                begun -> {
                    renew();
                    sweep(0);
                    later(3_000, this::look);
                },
                () -> later(100, this::begin));
    }

    boolean isDead() {
        return dead;
    }

    long frozenUntil() {
        return frozenUntil;
    }

    SimJournal store() {
        return store;
    }

    InstantSource clock() {
        // no two readings are the same, as with a real one
        return () -> world.clock().plusMillis(skewMillis).plusNanos(1_000 * world.reading());
    }

    void later(long millis, Runnable what) {
        world.after(this, millis, what);
    }

    void freeze(long millis) {
        frozenUntil = Math.max(frozenUntil, world.now() + millis); // what waits must not overtake
    }

    void kill() {
        dead = true;
        running.clear();
        world.database.disconnect(incarnation);
    }

    private void renew() {
        long begun = world.now() * 1_000_000;
        world.ask(
                this,
                () -> {
                    world.database.renew(incarnation, name, SimWorld.LEASES.hungAfter());
                    if (dead) {
                        world.database.disconnect(incarnation);
                    }
                    return true;
                },
                renewed -> {
                    lease.renewed(begun);
                    later(SimWorld.LEASES.renewEvery().toMillis(), this::renew);
                },
                () -> later(100, this::renew));
    }

    private void sweep(int round) {
        world.ask(this, () -> ownership.takeOverDead(100), this::recover, () -> {});
        if (round % 20 == 0) {
            world.ask(this, () -> ownership.takeOverOrphans(100), this::recover, () -> {});
        }
        later(250, () -> sweep(round + 1));
    }

    private void recover(List<TaskKey> keys) {
        for (TaskKey key : keys) {
            world.say(name + " has taken over " + SimRecords.brief(key));
            exclusively(key, release -> tryAdopt(key, held -> release.run(), release));
        }
    }

    private void look() {
        world.ask(this, ownership::unfinished, this::look, () -> {});
        later(3_000, this::look);
    }

    private void look(List<Ownership.Standing> found) {
        Map<TaskKey, Long> now = new HashMap<>();
        for (Ownership.Standing standing : found) {
            SimRunner held = running.get(standing.key());
            if ((held == null ? -1 : held.task.lastSequence()) < standing.lastSequence()) {
                now.put(standing.key(), standing.lastSequence());
            }
        }
        Map<TaskKey, Long> earlier = before;
        before = now;
        now.forEach((key, sequence) -> {
            if (sequence.equals(earlier.get(key))) {
                attend(key);
            }
        });
    }

    private void attend(TaskKey key) {
        SimRunner held = running.get(key);
        if (held == null) {
            exclusively(key, release -> tryAdopt(key, found -> release.run(), release));
        } else {
            catchUp(held.task);
        }
    }

    /** {@code LiveTasks.catchUp}. */
    void catchUp(LiveTask task) {
        if (task.isLost()) {
            return;
        }
        world.ask(
                this,
                () -> store.read(task.key(), task.lastSequence(), 512),
                page -> {
                    page.forEach(task::absorb);
                    if (!page.isEmpty()) {
                        catchUp(task);
                    }
                },
                () -> later(200, () -> catchUp(task)));
    }

    /** {@code LiveTasks.exclusively}: the work is handed what ends it. */
    void exclusively(TaskKey key, Consumer<Runnable> work) {
        Runnable entered = () -> work.accept(() -> release(key));
        Deque<Runnable> waiting = exclusive.get(key);
        if (waiting == null) {
            exclusive.put(key, new ArrayDeque<>());
            entered.run();
        } else {
            waiting.add(entered);
        }
    }

    private void release(TaskKey key) {
        Runnable next = exclusive.get(key).poll();
        if (next == null) {
            exclusive.remove(key);
        } else {
            later(0, next);
        }
    }

    void adopt(TaskKey key, Consumer<Optional<SimRunner>> then, Runnable failed) {
        held(key, row -> row.state().isInterrupted(), then, failed);
    }

    void tryAdopt(TaskKey key, Consumer<Optional<SimRunner>> then, Runnable failed) {
        held(key, row -> row.state() == TaskState.INPUT_REQUIRED, then, failed);
    }

    private void held(TaskKey key, Predicate<TaskRow> waits, Consumer<Optional<SimRunner>> then, Runnable failed) {
        SimRunner held = running.get(key);
        if (held != null) {
            then.accept(Optional.of(held));
            return;
        }
        world.ask(
                this,
                () -> ownership.claim(key),
                claimed -> claimed.ifPresentOrElse(
                        row -> takeIn(row, waits.test(row) && row.waiting() == 0, then, failed),
                        () -> then.accept(Optional.empty())),
                failed);
    }

    private void takeIn(TaskRow row, boolean waits, Consumer<Optional<SimRunner>> then, Runnable failed) {
        boolean idle = row.state().isTerminal() || waits;
        load(
                row,
                idle,
                loaded -> {
                    SimRunner runner = new SimRunner(world, this, loaded.task(), Holding.UNKNOWN);
                    if (!idle) {
                        Progress progress = new Progress();
                        loaded.read().forEach(progress::read);
                        runner.startRecovered(row, progress);
                    }
                    then.accept(Optional.of(runner));
                },
                failed);
    }

    /** A task folded from its journal, and the entries that were read for it. */
    record Loaded(LiveTask task, List<Entry> read) {}

    void load(TaskRow row, boolean fromSnapshot, Consumer<Loaded> then, Runnable failed) {
        boolean snapshot = fromSnapshot && row.folded().isPresent();
        long cursor = snapshot ? row.snapshotSequence() : 0;
        world.ask(
                this,
                () -> store.read(row.key(), cursor, 10_000),
                entries -> {
                    TaskFold fold = snapshot ? TaskFold.of(row.folded().orElseThrow()) : LiveTasks.fresh(row);
                    LiveTask task = new LiveTask(row, fold, cursor, writer, world.metrics);
                    entries.forEach(task::absorb);
                    then.accept(new Loaded(task, entries));
                },
                failed);
    }
}
