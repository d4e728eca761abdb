package dev.parley.router.egress;

import dev.parley.proto.cluster.AgentClusterNames;
import dev.parley.proto.registry.v1.AgentCluster;
import dev.parley.proto.registry.v1.ClusterChange;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a file of clusters as the registry tells them. Changes are collected for a moment, so that many make few files. Nothing is
 * written before the registry has told all once: the clusters of an earlier run stay until then. When a watch breaks, so do those of
 * this one. Safe for concurrent use.
 */
final class ClusterMirror {
    static final Duration COLLECT = Duration.ofMillis(20);
    static final Duration WRITE_AGAIN = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(ClusterMirror.class);

    /** Runs something once, later. */
    @FunctionalInterface
    interface Later {
        void run(Runnable work, Duration after);
    }

    private final ClustersFile file;
    private final Later later;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final TreeMap<String, String> clusters = new TreeMap<>();
    private boolean complete;
    private boolean scheduled;

    ClusterMirror(ClustersFile file, Later later) {
        this.file = file;
        this.later = later;
    }

    /** A reader of one watch. */
    Consumer<ClusterChange> reader() {
        return new Reader();
    }

    /** How many clusters there are. */
    int size() {
        lock.lock();
        try {
            return clusters.size();
        } finally {
            lock.unlock();
        }
    }

    /** @param what true when it makes another file */
    private void change(BooleanSupplier what) {
        lock.lock();
        try {
            if (what.getAsBoolean() && complete && !scheduled) {
                scheduled = true;
                later.run(this::write, COLLECT);
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        writing.lock();
        try {
            file.write(taken());
        } catch (IOException e) {
            log.atWarn().addKeyValue("reason", e.toString()).log("clusters of agents could not be written");
            again();
        } finally {
            writing.unlock();
        }
    }

    private List<String> taken() {
        lock.lock();
        try {
            scheduled = false;
            return List.copyOf(clusters.values());
        } finally {
            lock.unlock();
        }
    }

    private void again() {
        lock.lock();
        try {
            if (!scheduled) {
                scheduled = true;
                later.run(this::write, WRITE_AGAIN);
            }
        } finally {
            lock.unlock();
        }
    }

    private final class Reader implements Consumer<ClusterChange> {
        private final Set<String> seen = new HashSet<>();
        private boolean synced;

        @Override
        public void accept(ClusterChange change) {
            switch (change.getChangeCase()) {
                case UPSERTED -> upsert(change.getUpserted());
                case DELETED -> change(() -> clusters.remove(change.getDeleted()) != null);
                case SYNCED -> sync();
                case CHANGE_NOT_SET -> log.atDebug().log("empty cluster change");
            }
        }

        private void upsert(AgentCluster cluster) {
            if (!cluster.getName().startsWith(AgentClusterNames.PREFIX)) {
                log.atWarn().addKeyValue("cluster", cluster.getName()).log("cluster of no agent");
                return;
            }
            if (!synced) {
                seen.add(cluster.getName());
            }
            change(() -> !cluster.getJson().equals(clusters.put(cluster.getName(), cluster.getJson())));
        }

        private void sync() {
            synced = true;
            change(() -> {
                // deletions missed while the watch was broken
                boolean missed = clusters.keySet().retainAll(seen);
                boolean first = !complete;
                complete = true;
                return first || missed;
            });
            seen.clear();
        }
    }
}
