package dev.parley.standalone;

import dev.parley.edge.health.HealthSource;
import dev.parley.kit.health.HealthMonitor;
import dev.parley.kit.life.MeshService;
import io.grpc.BindableService;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The five services, each a context of its own, joined by in-process gRPC under names of this mesh. */
final class Services implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Services.class);

    private final Map<String, Object> common;
    private final String registryAddress;
    private final Map<String, Object> edgeSettings;
    private final CompletableFuture<MeshService> embed;
    private final CompletableFuture<MeshService> registry;
    private final CompletableFuture<MeshService> router;
    private final CompletableFuture<MeshService> task;
    private final CompletableFuture<MeshService> edge;

    private Services(
            Infrastructure infrastructure,
            StandaloneConfig config,
            int httpPort,
            int grpcPort,
            int managementPort,
            Executor threads) {
        this.common = common(config, httpPort);
        this.registryAddress = address("registry", httpPort);
        this.edgeSettings = Map.of(
                "parley.edge.host",
                Ports.HOST,
                "parley.edge.port",
                httpPort,
                "parley.edge.grpc-port",
                grpcPort,
                "parley.edge.management-host",
                Ports.HOST,
                "parley.edge.management-port",
                managementPort);
        // each as soon as what it reads at its start is there; what it only calls later may come later
        this.embed = Infrastructure.run(threads, () -> start("embed", Map.of()));
        CompletableFuture<List<String>> ownUrls =
                Infrastructure.run(threads, () -> OwnUrls.of(config.settings(), httpPort, grpcPort));
        CompletableFuture<Map<String, String>> stores = infrastructure.settings();
        this.task = stores.thenApplyAsync(keys -> start("task", keys), threads);
        this.router = stores.thenApplyAsync(keys -> start("router", keys), threads);
        this.registry = stores.thenCombine(infrastructure.vectors(), (keys, vectors) -> keys)
                .thenCombine(embed, (keys, embedding) -> keys)
                .thenCombine(ownUrls, Services::withOwnUrls)
                .thenApplyAsync(keys -> start("registry", keys), threads);
        // its listeners open last: who gets a connection gets an answer
        this.edge = CompletableFuture.allOf(task, router, registry)
                .thenApplyAsync(all -> start("edge", edgeSettings), threads);
    }

    /** Begins starting them and returns at once. */
    static Services begin(
            Infrastructure infrastructure,
            StandaloneConfig config,
            int httpPort,
            int grpcPort,
            int managementPort,
            Executor threads) {
        return new Services(infrastructure, config, httpPort, grpcPort, managementPort, threads);
    }

    private static Map<String, Object> common(StandaloneConfig config, int httpPort) {
        Map<String, Object> keys = new HashMap<>();
        for (String name : List.of("task", "router", "registry", "embed")) {
            keys.put("parley.services." + name, address(name, httpPort));
        }
        keys.putAll(config.settings());
        return Map.copyOf(keys);
    }

    // the port makes the names unique where one JVM runs several meshes
    private static String address(String name, int httpPort) {
        return "in-process:parley-" + name + "-" + httpPort;
    }

    private static Map<String, Object> withOwnUrls(Map<String, String> keys, List<String> urls) {
        Map<String, Object> all = new HashMap<>(keys);
        all.put(OwnUrls.KEY, String.join(",", urls));
        return all;
    }

    private MeshService start(String name, Map<String, ?> own) {
        Map<String, Object> keys = new HashMap<>(common);
        keys.putAll(own);
        MeshService service = MeshService.start(name, keys);
        log.atInfo().addKeyValue("service", name).log("service started");
        return service;
    }

    /** Waits until all have started, and shows each one's health at the edge. */
    void join() {
        MeshService front = edge.join();
        running().forEach((name, service) -> {
            if (service != front) {
                front.context()
                        .registerSingleton(
                                HealthSource.class,
                                HealthSource.of(name, service.context().getBean(HealthMonitor.class)),
                                Qualifiers.byName(name));
            }
        });
    }

    /** What keeps the mesh from being ready: each required dependency that is down, with its own words. */
    Map<String, String> missing() {
        Map<String, String> missing = new TreeMap<>();
        running()
                .forEach((name, service) -> service.context()
                        .getBean(HealthMonitor.class)
                        .states()
                        .forEach((dependency, state) -> {
                            if (state.required() && !state.up()) {
                                missing.put(name + "." + dependency, state.fact());
                            }
                        }));
        return missing;
    }

    /** {@code pgvector} or {@code exact-scan}, as the registry says. */
    String vectorEngine() {
        return VectorEngine.ask(registryAddress);
    }

    /** The gRPC services of all. */
    List<BindableService> rpc() {
        List<BindableService> all = new ArrayList<>();
        running().values().forEach(service -> all.addAll(service.services()));
        return all;
    }

    private Map<String, MeshService> running() {
        Map<String, MeshService> running = new TreeMap<>();
        Map.of("embed", embed, "registry", registry, "router", router, "task", task, "edge", edge)
                .forEach((name, service) -> {
                    if (service.isDone() && !service.isCompletedExceptionally()) {
                        running.put(name, service.join());
                    }
                });
        return running;
    }

    /** Ends them against the way of a message, so that what a service needs is there until it has ended. */
    @Override
    public void close() {
        for (CompletableFuture<MeshService> service : List.of(edge, task, router, registry, embed)) {
            service.handle((started, failure) -> started)
                    .thenAccept(started -> {
                        if (started != null) {
                            started.close();
                        }
                    })
                    .join();
        }
    }
}
