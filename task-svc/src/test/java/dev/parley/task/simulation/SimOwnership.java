package dev.parley.task.simulation;

import dev.parley.task.journal.Lease;
import dev.parley.task.journal.Ownership;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import dev.parley.task.postgres.LeaseConfig;
import dev.parley.task.simulation.SimDatabase.Life;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Ownership of one life in a {@link SimDatabase}, as {@code PostgresOwnership} has it; each call is one transaction. */
public final class SimOwnership implements Ownership {
    private final SimDatabase database;
    private final UUID incarnation;
    private final Lease lease;
    private final LeaseConfig config;
    private final BiConsumer<UUID, TaskKey> notify;

    /** @param notify passes a call on to the life that owns a task */
    public SimOwnership(
            SimDatabase database, UUID incarnation, Lease lease, LeaseConfig config, BiConsumer<UUID, TaskKey> notify) {
        this.database = database;
        this.incarnation = incarnation;
        this.lease = lease;
        this.config = config;
        this.notify = notify;
    }

    @Override
    public List<TaskKey> takeOverDead(int limit) {
        if (!lease.isSteady()) {
            return List.of();
        }
        List<UUID> lost = database.lives.entrySet().stream()
                .filter(this::isLost)
                .map(Map.Entry::getKey)
                .toList();
        List<TaskKey> taken = take(task -> lost.contains(task.owner()), limit);
        if (taken.isEmpty()) {
            lost.forEach(life -> database.lives.computeIfPresent(
                    life, (same, row) -> new Life(row.name(), row.leaseUntil(), row.renewedAt(), true)));
        }
        return taken;
    }

    private boolean isLost(Map.Entry<UUID, Life> other) {
        Life life = other.getValue();
        Instant now = database.now();
        boolean leaseIsOut = !life.leaseUntil().isAfter(now);
        boolean silent = life.renewedAt().isBefore(now.minus(config.deadAfter()));
        return !other.getKey().equals(incarnation)
                && !life.swept()
                && (leaseIsOut || (silent && !database.isConnected(other.getKey())));
    }

    private List<TaskKey> take(Predicate<SimTask> from, int limit) {
        List<SimTask> found = database.tasks.values().stream()
                .filter(SimTask::isUnfinished)
                .filter(from)
                .limit(limit)
                .toList();
        found.forEach(this::makeOurs);
        return new ArrayList<>(found.stream().map(task -> task.row().key()).toList());
    }

    private void makeOurs(SimTask task) {
        task.changeOwner(incarnation, task.row().epoch() + (database.lacks(SimBroken.EPOCH_KEPT) ? 0 : 1));
    }

    @Override
    public List<TaskKey> takeOverOrphans(int limit) {
        return take(task -> !task.owner().equals(incarnation) && !isTheirs(task), limit);
    }

    /** To be left alone: until we are steady, all that have an owner with any lease. */
    private boolean isTheirs(SimTask task) {
        Life owner = database.lives.get(task.owner());
        return owner != null && (!lease.isSteady() || owner.leaseUntil().isAfter(database.now()));
    }

    @Override
    public Optional<TaskRow> claim(TaskKey key) {
        SimTask task = database.tasks.get(key);
        if (task == null || (!task.owner().equals(incarnation) && isTheirs(task))) {
            return Optional.empty();
        }
        makeOurs(task);
        return Optional.of(task.row());
    }

    @Override
    public boolean isOurs(TaskKey key, long epoch) {
        SimTask task = database.tasks.get(key);
        return task != null && task.owner().equals(incarnation) && task.row().epoch() == epoch;
    }

    @Override
    public void callUp(TaskKey key) {
        UUID owner = database.owner(key);
        if (owner != null && !owner.equals(incarnation) && database.isConnected(owner)) {
            notify.accept(owner, key);
        }
    }

    @Override
    public List<Standing> unfinished() {
        return database.tasks.values().stream()
                .filter(task -> task.owner().equals(incarnation) && task.isUnfinished())
                .filter(task -> task.row().state() != TaskState.AUTH_REQUIRED
                        || task.row().waiting() > 0)
                .map(task -> new Standing(task.row().key(), task.row().lastSequence()))
                .toList();
    }
}
