package dev.parley.router.egress;

import com.google.protobuf.Empty;
import dev.parley.kit.agents.StandingWatch;
import dev.parley.proto.registry.v1.ClusterChange;
import dev.parley.proto.registry.v1.RegistryServiceGrpc;
import io.grpc.Channel;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Follows the registry's clusters into the folder that this router's Envoy watches, from its making until it is closed. */
public final class ClusterFollower implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("agent-clusters").factory());
    private final ClusterMirror mirror;
    private final StandingWatch<ClusterChange> watch;

    public ClusterFollower(Channel registry, Path folder) {
        this.mirror = new ClusterMirror(
                new ClustersFile(folder),
                (work, after) -> timer.schedule(work, after.toMillis(), TimeUnit.MILLISECONDS));
        this.watch = new StandingWatch<>(
                "agent-clusters",
                observer -> RegistryServiceGrpc.newStub(registry).watchClusters(Empty.getDefaultInstance(), observer),
                mirror::reader);
    }

    /** How many clusters are known. */
    int size() {
        return mirror.size();
    }

    @Override
    public void close() {
        watch.close();
        timer.shutdownNow();
    }
}
