package dev.parley.task.running;

import com.google.protobuf.ByteString;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.CommitQueue;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.JournalStore.Answered;
import dev.parley.task.journal.JournalStore.Withdrawn;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.simulation.SimBatch;
import dev.parley.task.simulation.SimBroken;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The steps of {@code GroupCommit}'s thread: a batch at a time, and when its outcome is not known, the question what became of it. */
final class SimWriter implements CommitQueue {
    private static final long PATIENCE = 2_000;

    private final SimWorld world;
    private final SimLife life;
    private final Deque<Commit> queue = new ArrayDeque<>();
    private final Set<Answered> answered = new LinkedHashSet<>();
    private final List<Withdrawn> withdrawn = new ArrayList<>();
    private final Deque<Commit> alone = new ArrayDeque<>();
    private boolean busy;
    private boolean refusing;
    private long number;
    // a new connection ends what an earlier one is at
    private int connection;

    SimWriter(SimWorld world, SimLife life) {
        this.world = world;
        this.life = life;
    }

    @Override
    public void submit(Commit commit) {
        if (commit.isAcceptance() && refusing) {
            throw away();
        }
        queue.add(commit);
        wake(0);
    }

    @Override
    public void submitLater(Commit commit) {
        submit(commit);
    }

    void answered(TaskKey task, IntakeKey key) {
        world.records.answered(task, key);
        if (!key.isOnce()) {
            answered.add(new Answered(task, key));
            wake(20);
        }
    }

    void withdraw(TaskKey task, IntakeKey key) {
        if (!key.isOnce()) {
            withdrawn.add(new Withdrawn(task, key));
            wake(20);
        }
    }

    static A2aException away() {
        return A2aException.retryable(A2aErrorCode.OVERLOADED, "away", Duration.ofSeconds(1));
    }

    private void wake(long millis) {
        if (!busy) {
            busy = true;
            world.after(life, millis + world.random.nextInt(2), this::turn);
        }
    }

    /** {@code run}: the candidates, then what is answered, then what is withdrawn. */
    private void turn() {
        List<Commit> candidates = new ArrayList<>(queue);
        Set<Answered> done = new LinkedHashSet<>(answered);
        answered.clear();
        List<Withdrawn> back = new ArrayList<>(withdrawn);
        withdrawn.clear();
        back.forEach(key -> done.remove(key.answered()));
        if (back.isEmpty()) {
            begin(candidates, done, back);
            return;
        }
        world.ask(
                life,
                () -> {
                    life.store().restore(back);
                    back.forEach(world.records::withdrawn);
                    return true;
                },
                restored -> begin(candidates, done, back),
                () -> begin(candidates, done, back));
    }

    /** {@code choose}: one commit a task and a key; nothing of either may overtake. */
    private void begin(List<Commit> candidates, Set<Answered> done, List<Withdrawn> back) {
        Set<TaskKey> tasks = new HashSet<>();
        Set<ByteString> keys = new HashSet<>();
        done.forEach(answer -> keys.add(answer.key().key()));
        back.forEach(key -> keys.add(key.key().key()));
        List<Commit> batch = new ArrayList<>();
        for (Commit commit : candidates) {
            IntakeKey intake = commit.intake();
            boolean taskTaken = !tasks.add(commit.key());
            boolean keyTaken = intake != null && !keys.add(intake.key());
            if (!taskTaken && !keyTaken) {
                batch.add(commit);
            }
        }
        queue.removeAll(batch);
        if (batch.isEmpty() && done.isEmpty()) {
            turnOver();
        } else {
            number++;
            commit(new Batch(batch, List.copyOf(done), world.now()));
        }
    }

    private record Batch(List<Commit> commits, List<Answered> done, long since) {}

    private void turnOver() {
        Commit single = alone.poll();
        if (single != null) {
            number++;
            commit(new Batch(List.of(single), List.of(), world.now()));
            return;
        }
        busy = false;
        if (!queue.isEmpty()) {
            wake(0);
        } else if (!answered.isEmpty() || !withdrawn.isEmpty()) {
            wake(20);
        }
    }

    /** {@code commit}: on its way, at work in the database, and its answer on the way back; cut anywhere. */
    private void commit(Batch batch) {
        List<Commit> open = new ArrayList<>(batch.commits());
        open.removeIf(commit -> {
            boolean gone = commit.givenUp().isDone();
            if (gone) {
                commit.outcome().completeExceptionally(away());
            }
            return gone;
        });
        Batch left = new Batch(open, batch.done(), batch.since());
        int connected = world.databaseLife();
        int mine = connection;
        world.after(world.travel(), () -> {
            if (!world.isConnected(connected) || mine != connection) {
                world.after(life, world.travel(), () -> unknown(left));
                return;
            }
            SimBatch begun = life.store().begin(left.commits(), left.done(), number);
            world.after(world.random.nextInt(3) + world.travel(), () -> {
                if (!world.isConnected(connected) || (mine != connection && !world.lacks(SimBroken.UNKNOWN_REPEATED))) {
                    world.after(life, world.travel(), () -> unknown(left));
                    return;
                }
                List<Commit.Outcome> outcomes;
                try {
                    outcomes = begun.commit();
                } catch (SimBatch.DuplicateKey e) {
                    world.after(life, world.travel(), () -> divide(left));
                    return;
                }
                world.records.committed(life, left.commits(), outcomes);
                boolean lost = world.mishap(0.03);
                world.after(
                        life,
                        world.travel(),
                        lost || !world.isConnected(connected) ? () -> unknown(left) : () -> complete(left, outcomes));
            });
        });
    }

    /** One of them cannot be stored: each goes alone. */
    private void divide(Batch batch) {
        if (batch.commits().size() == 1 && batch.done().isEmpty()) {
            Commit refused = batch.commits().getFirst();
            refused.outcome().completeExceptionally(new IllegalStateException("not storable"));
            turnOver();
            return;
        }
        answered.addAll(batch.done());
        alone.addAll(batch.commits());
        turnOver();
    }

    private void complete(Batch batch, List<Commit.Outcome> outcomes) {
        refusing = false;
        for (int i = 0; i < outcomes.size(); i++) {
            batch.commits().get(i).outcome().complete(outcomes.get(i));
        }
        turnOver();
    }

    /** {@code Outage}, then {@code lastBatch}: on a connection that has ended the one before. */
    private void unknown(Batch batch) {
        if (world.now() - batch.since() >= PATIENCE) {
            refusing = true;
            queue.removeIf(commit -> {
                if (commit.isAcceptance()) {
                    commit.outcome().completeExceptionally(away());
                }
                return commit.isAcceptance();
            });
            batch.commits().stream()
                    .filter(Commit::isAcceptance)
                    .forEach(commit -> commit.givenUp().completeExceptionally(away()));
        }
        world.after(life, 50 + world.random.nextInt(200), () -> {
            if (world.lacks(SimBroken.UNKNOWN_REPEATED)) {
                commit(batch);
                return;
            }
            world.ask(
                    life,
                    () -> {
                        connection++;
                        return life.store().lastBatch() >= number;
                    },
                    tookPlace -> decided(batch, tookPlace),
                    () -> unknown(batch));
        });
    }

    private void decided(Batch batch, boolean tookPlace) {
        if (!tookPlace) {
            commit(batch);
            return;
        }
        world.ask(
                life,
                () -> life.store().outcomesOf(batch.commits()),
                outcomes -> complete(batch, outcomes),
                () -> unknown(batch));
    }
}
