package dev.parley.mesh;

import dev.parley.envoy.bootstrap.AgentClusters;
import dev.parley.envoy.bootstrap.Bootstrap;
import dev.parley.envoy.bootstrap.Member;
import dev.parley.kit.files.AtomicFile;
import dev.parley.kit.rpc.RpcServer;
import dev.parley.standalone.Infrastructure;
import dev.parley.standalone.VectorEngine;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.MeshRun;
import dev.parley.standalone.folder.StartRefused;
import dev.parley.standalone.process.Supervised;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole mesh of processes on this machine, and the watch over them: what ends by itself is started again. */
public final class Mesh implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Mesh.class);
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(100);

    private final DataFolder folder;
    private final MeshConfig config;
    private final Layout layout;
    private final Infrastructure infrastructure;
    private final Certificates certificates;
    private final List<Pair> pairs;
    private final Envoys envoys;
    private final Patience patience;
    private final InstantSource clock;
    private final AtomicBoolean closed = new AtomicBoolean();
    private MeshRun run;
    private @Nullable RpcServer control;

    private Mesh(
            DataFolder folder,
            MeshConfig config,
            Layout layout,
            Infrastructure infrastructure,
            Certificates certificates,
            MeshRun run,
            Patience patience) {
        this.folder = folder;
        this.config = config;
        this.layout = layout;
        this.infrastructure = infrastructure;
        this.certificates = certificates;
        this.pairs = layout.instances().stream().map(Pair::new).toList();
        this.envoys = new Envoys(layout);
        this.run = run;
        this.patience = patience;
        this.clock = patience.clock();
    }

    /** Where the supervisor of a folder's mesh is asked. */
    public static Path controlSocket(Path folder) {
        return folder.resolve("run").resolve("control.sock");
    }

    /**
     * Starts a mesh on a folder and returns when it is ready for messages. From then on the mesh owns the folder; when it does not
     * start, the folder is let go and nothing is left running.
     *
     * @param told what happens, a sentence each
     * @param ending when true, the start gives up
     * @throws StartRefused for a reason that the user can act on
     */
    public static Mesh start(
            DataFolder folder, MeshConfig config, InstantSource clock, Consumer<String> told, BooleanSupplier ending) {
        try {
            MeshLeftovers.end(folder, clock);
            Layout layout = Layout.of(folder, config);
            MeshRun run = MeshRun.starting(
                    folder,
                    clock.instant(),
                    layout.reachesFront() ? "http://" + layout.publicHost() + ":" + layout.httpPort() : "",
                    layout.reachesFront() ? layout.publicHost() + ":" + layout.grpcPort() : "",
                    "");
            run.write();
            return start(folder, config, layout, run, new Patience(clock, ending), told);
        } catch (InterruptedException e) {
            folder.close();
            Thread.currentThread().interrupt();
            throw new StartRefused("Interrupted before it was ready", e);
        } catch (IOException e) {
            folder.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static Mesh start(
            DataFolder folder, MeshConfig config, Layout layout, MeshRun run, Patience patience, Consumer<String> told)
            throws IOException {
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("start-", 0).daemon().factory())) {
            Infrastructure infrastructure = Stores.begin(folder, config, patience, threads);
            Mesh mesh = null;
            try {
                for (Instance instance : layout.instances()) {
                    prepare(instance);
                }
                Certificates certificates =
                        Certificates.publish(folder, layout, config.onHost().isPresent(), patience.clock());
                mesh = new Mesh(folder, config, layout, infrastructure, certificates, run, patience);
                mesh.startAll(threads, told);
                mesh.awaitReady(told);
                return mesh;
            } catch (CompletionException e) {
                end(mesh, infrastructure, folder);
                throw StartRefused.from(e);
            } catch (RuntimeException | IOException e) {
                end(mesh, infrastructure, folder);
                throw e;
            }
        }
    }

    /** Deletes what belongs to one run: sockets, settings, secrets. */
    private static void forget(DataFolder folder) {
        try {
            MeshLeftovers.deleteRun(folder);
            MeshRun.delete(folder.root());
        } catch (IOException | UncheckedIOException e) {
            log.atWarn().setCause(e).log("files of this run stay behind");
        }
    }

    private static void end(@Nullable Mesh mesh, Infrastructure infrastructure, DataFolder folder) {
        if (mesh == null) {
            infrastructure.close();
            forget(folder);
        } else {
            mesh.close();
        }
    }

    private static void prepare(Instance instance) throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(instance.folder(), mode);
        Files.createDirectories(instance.logs(), mode);
        if (instance.service() == Member.ROUTER) {
            AgentClusters.prepare(instance.clusters());
        }
    }

    private void startAll(Executor threads, Consumer<String> told) throws IOException {
        List<CompletableFuture<?>> starts = new ArrayList<>();
        for (Pair pair : pairs) {
            Instance instance = pair.instance();
            AtomicFile.writeSecret(instance.bootstrap(), Bootstrap.render(layout.envoy(instance)));
            CompletableFuture<Void> sidecar = Infrastructure.run(threads, () -> {
                pair.sidecar(Supervised.start(
                        new SidecarServer(instance, layout.admin(instance), config.envoy(), patience)));
                return null;
            });
            starts.add(sidecar);
            if (instance.hasProcess()) {
                starts.add(sidecar.thenCombine(stores(), (started, settings) -> settings)
                        .thenCompose(settings -> Infrastructure.run(threads, () -> {
                            startService(pair, settings);
                            told.accept(instance.name() + " runs");
                            return null;
                        })));
            }
        }
        CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
    }

    private CompletableFuture<Map<String, String>> stores() {
        return infrastructure.settings().thenCombine(infrastructure.vectors(), (settings, vectors) -> settings);
    }

    private void startService(Pair pair, Map<String, String> stores) throws IOException, InterruptedException {
        Instance instance = pair.instance();
        AtomicFile.writeSecret(
                instance.settings(),
                ServiceSettings.of(layout, instance, stores, config.base().settings()));
        pair.service(Supervised.start(new ServiceServer(instance, config, patience)));
    }

    private void awaitReady(Consumer<String> told) throws IOException {
        MeshView view = view();
        Instant end = patience.end(READY_WITHIN);
        Map<String, String> missing = view.missing();
        while (!missing.isEmpty()) {
            if (patience.isOver()) {
                throw new StartRefused("Told to end before it was ready");
            }
            if (!patience.lasts(end)) {
                throw new StartRefused("Not ready after " + READY_WITHIN.toSeconds() + " s: " + missing
                        + " (expected: every instance ready; the logs are in " + folder.log() + ")");
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartRefused("Interrupted before it was ready", e);
            }
            missing = view.missing();
        }
        run = run.isReady(
                infrastructure.postgres().join().description(),
                infrastructure.redis().join().description(),
                vectors());
        control = RpcServer.unixSocket(
                controlSocket(folder.root()),
                List.of(new MeshControlService(view, new Restarts(pairs, view, envoys, clock), certificates)));
        run.write();
        told.accept("ready");
        log.atInfo()
                .addKeyValue("http", run.http())
                .addKeyValue("grpc", run.grpc())
                .addKeyValue(
                        "instances",
                        pairs.stream().map(pair -> pair.instance().name()).collect(Collectors.joining(",")))
                .addKeyValue("after", Duration.between(run.startedAt(), clock.instant()))
                .log("mesh is ready");
    }

    private String vectors() {
        return layout.instances().stream()
                .filter(instance -> instance.service() == Member.REGISTRY)
                .findFirst()
                .map(registry -> VectorEngine.ask("unix:" + registry.grpc()))
                .orElse("of registry-svc, on another host");
    }

    private MeshView view() {
        return new MeshView(pairs, certificates, infrastructure, envoys, run, clock);
    }

    /** What runs, as {@code run/mesh.json} tells it. */
    public MeshRun run() {
        return run;
    }

    /** Drains and ends everything, the edges first, PostgreSQL last, and lets the folder go. Does so once. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        RpcServer serving = control;
        if (serving != null) {
            serving.close(Duration.ZERO);
        }
        certificates.close();
        // each stage at once: what a service needs is there until it has ended
        endAll(pair -> pair.instance().service() == Member.EDGE, Pair::endService);
        endAll(pair -> true, Pair::endService);
        endAll(pair -> true, Pair::endSidecar);
        infrastructure.close();
        forget(folder);
        folder.close();
        log.atInfo().log("mesh has ended");
    }

    private void endAll(Predicate<Pair> which, Consumer<Pair> end) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            pairs.stream().filter(which).forEach(pair -> threads.execute(() -> end.accept(pair)));
        }
    }
}
