package dev.parley.router.egress;

import com.google.protobuf.Empty;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.proto.cluster.AgentClusterNames;
import dev.parley.proto.cluster.AgentOrigin;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentCluster;
import dev.parley.proto.registry.v1.ClusterChange;
import dev.parley.proto.registry.v1.ClusterSeen;
import dev.parley.proto.registry.v1.RegistryServiceGrpc;
import dev.parley.proto.registry.v1.SidecarReport;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;

/** A registry that tells clusters only, in the form that the real one renders them in. */
public final class ClusterRegistry extends RegistryServiceGrpc.RegistryServiceImplBase implements AutoCloseable {
    // the registry's tests hold what it renders to these files
    private static final Path RENDERED = Path.of("..", "registry-svc", "src", "test", "resources", "clusters");

    private final Map<String, String> clusters = new TreeMap<>();
    private final LinkedBlockingDeque<SidecarReport> reports = new LinkedBlockingDeque<>();
    private final Server server;
    private final ManagedChannel channel;
    private final Path caFile;
    private @Nullable StreamObserver<ClusterChange> watcher;

    /** @param caFile what Envoy trusts */
    public ClusterRegistry(Path caFile) throws IOException {
        this.caFile = caFile;
        String name = "cluster-registry-" + System.identityHashCode(this);
        server = InProcessServerBuilder.forName(name)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .addService(this)
                .build()
                .start();
        channel = RpcChannels.open("in-process:" + name);
    }

    public ManagedChannel channel() {
        return channel;
    }

    public synchronized void put(Agent agent) {
        AgentClusterNames.of(agent.getTenant(), agent.getId(), agent.getCard())
                .all()
                .forEach((origin, name) -> put(name, rendered(name, origin)));
    }

    private void put(String name, String json) {
        clusters.put(name, json);
        if (watcher != null) {
            watcher.onNext(upserted(name, json));
        }
    }

    public synchronized void delete(String name) {
        clusters.remove(name);
        if (watcher != null) {
            watcher.onNext(ClusterChange.newBuilder().setDeleted(name).build());
        }
    }

    private String rendered(String name, AgentOrigin origin) {
        try {
            return Files.readString(RENDERED.resolve(origin.secure() ? "name-tls.json" : "name.json"))
                    .replace("/etc/ssl/agents.pem", caFile.toString())
                    .replace("agent/default/weather", name)
                    .replace("agent.example", origin.host())
                    .replaceAll("\"port_value\" : [0-9]+", "\"port_value\" : " + origin.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClusterChange upserted(String name, String json) {
        return ClusterChange.newBuilder()
                .setUpserted(AgentCluster.newBuilder().setName(name).setJson(json))
                .build();
    }

    @Override
    public synchronized void watchClusters(Empty request, StreamObserver<ClusterChange> reply) {
        clusters.forEach((name, json) -> reply.onNext(upserted(name, json)));
        reply.onNext(ClusterChange.newBuilder().setSynced(true).build());
        watcher = reply;
    }

    @Override
    public void reportSidecar(SidecarReport request, StreamObserver<Empty> reply) {
        reports.add(request);
        reply.onNext(Empty.getDefaultInstance());
        reply.onCompleted();
    }

    /** What it has been told of an agent's first place in the latest report; empty when that has nothing of it. */
    public Optional<ClusterSeen> seen(String id) {
        SidecarReport last = reports.peekLast();
        return last == null
                ? Optional.empty()
                : last.getClustersList().stream()
                        .filter(seen -> seen.getCluster().equals("agent/default/" + id))
                        .findFirst();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }
}
