package dev.parley.task.simulation;

import com.google.protobuf.ByteString;
import dev.parley.task.journal.TaskKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The schema {@code task} in memory, with the database's clock and the locks of its connections. What its statements do is in
 * {@link SimBatch}, {@link SimJournal} and {@link SimOwnership}; {@code SimulatedDatabaseIT} holds them to the real ones. One thread.
 */
public final class SimDatabase {
    // as PostgreSQL orders them: java.util.UUID compares signed
    private static final Comparator<TaskKey> IN_ORDER = Comparator.comparing(
                    (TaskKey key) -> key.id().getMostSignificantBits(), Long::compareUnsigned)
            .thenComparing(key -> key.id().getLeastSignificantBits(), Long::compareUnsigned)
            .thenComparing(TaskKey::tenant);

    final Map<TaskKey, SimTask> tasks = new TreeMap<>(IN_ORDER);
    final Map<Slot, Held> intake = new HashMap<>();
    final Map<UUID, Long> lastBatches = new HashMap<>();
    final Map<UUID, Life> lives = new HashMap<>();
    private final Set<UUID> connected = new HashSet<>();
    private final SimBroken broken;
    private Instant now;

    public SimDatabase(Instant now, SimBroken broken) {
        this.now = now;
        this.broken = broken;
    }

    /** A row of {@code task.intake}: its key. */
    record Slot(String tenant, ByteString key) {}

    /** A row of {@code task.intake}: what holds the key. */
    record Held(UUID task, ByteString digest, @Nullable Instant expiresAt) {}

    /** A row of {@code task.instance}. */
    record Life(String name, Instant leaseUntil, Instant renewedAt, boolean swept) {}

    Instant now() {
        return now;
    }

    boolean lacks(SimBroken rule) {
        return broken == rule;
    }

    public void setClock(Instant time) {
        now = time;
    }

    /** What a life that begins does first: earlier ones of its name are nobody's. */
    public void begin(String name) {
        lives.values()
                .removeIf(
                        life -> life.name().equals(name) || life.leaseUntil().isBefore(now.minus(Duration.ofDays(1))));
    }

    /** A renewal, on a connection that is opened for it if there is none. */
    public void renew(UUID incarnation, String name, Duration lease) {
        connected.add(incarnation);
        lives.put(incarnation, new Life(name, now.plus(lease), now, false));
    }

    /** The connection of a life's lease has gone, and its lock with it. */
    public void disconnect(UUID incarnation) {
        connected.remove(incarnation);
    }

    /** The database went down and came up: no connection is left. */
    public void restart() {
        connected.clear();
    }

    public boolean isConnected(UUID incarnation) {
        return connected.contains(incarnation);
    }

    /** Whoever owns the task; null when there is none. */
    public @Nullable UUID owner(TaskKey key) {
        SimTask task = tasks.get(key);
        return task == null ? null : task.owner();
    }

    public Iterable<TaskKey> tasks() {
        return tasks.keySet();
    }
}
