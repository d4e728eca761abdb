package dev.parley.standalone;

import dev.parley.kit.rpc.RpcServer;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.MeshRun;
import dev.parley.standalone.folder.StartRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole mesh in this process: PostgreSQL and Redis beside it, the five services inside it. */
public final class Standalone implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Standalone.class);
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);
    // what a unix socket's address can hold, less a margin
    private static final int LONGEST_SOCKET_PATH = 100;

    private final DataFolder folder;
    private final Infrastructure infrastructure;
    private final Services services;
    private final AtomicBoolean closed = new AtomicBoolean();
    private MeshRun run;
    private @Nullable RpcServer internalRpc;

    private Standalone(DataFolder folder, Infrastructure infrastructure, Services services, MeshRun run) {
        this.folder = folder;
        this.infrastructure = infrastructure;
        this.services = services;
        this.run = run;
    }

    /**
     * Starts a mesh on a folder and returns when it is ready for messages. From then on the mesh owns the folder; when it
     * does not start, the folder is let go and nothing is left running.
     *
     * @throws StartRefused for a reason that the user can act on
     */
    public static Standalone start(DataFolder folder, StandaloneConfig config, InstantSource clock) {
        try {
            int http = Ports.require(config.httpPort(), "--http-port");
            int management = Ports.require(config.managementPort(), "--management-port");
            int grpc = Ports.require(config.grpcPort(), "--grpc-port");
            requireThreePorts(http, grpc, management);
            MeshRun run = MeshRun.starting(
                    folder,
                    clock.instant(),
                    "http://" + Ports.HOST + ":" + http,
                    Ports.HOST + ":" + grpc,
                    "http://" + Ports.HOST + ":" + management);
            run.write();
            return start(folder, config, run, http, grpc, management, clock);
        } catch (IOException e) {
            folder.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static Standalone start(
            DataFolder folder,
            StandaloneConfig config,
            MeshRun run,
            int http,
            int grpc,
            int management,
            InstantSource clock)
            throws IOException {
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("start-", 0).daemon().factory())) {
            Infrastructure infrastructure = Infrastructure.begin(folder, config, clock, threads);
            Services services = Services.begin(infrastructure, config, http, grpc, management, threads);
            Standalone mesh = new Standalone(folder, infrastructure, services, run);
            try {
                services.join();
                mesh.serveInternalRpc();
                mesh.awaitReady(clock);
                return mesh;
            } catch (CompletionException e) {
                mesh.close();
                throw StartRefused.from(e);
            } catch (RuntimeException e) {
                mesh.close();
                throw e;
            }
        }
    }

    private static void requireThreePorts(int http, int grpc, int management) {
        if (http == management || http == grpc || grpc == management) {
            throw new StartRefused(
                    "Port " + (grpc == management ? grpc : http) + " was given twice (expected: three ports"
                            + " for --http-port, --grpc-port and --management-port)");
        }
    }

    private void serveInternalRpc() {
        Path socket = folder.run().resolve("parley.sock");
        if (socket.toString().length() > LONGEST_SOCKET_PATH) {
            log.atWarn().addKeyValue("socket", socket).log("path too long for a unix socket, internal gRPC not served");
            return;
        }
        internalRpc = RpcServer.unixSocket(socket, services.rpc());
    }

    private void awaitReady(InstantSource clock) throws IOException {
        Instant end = clock.instant().plus(READY_WITHIN);
        Map<String, String> missing = services.missing();
        while (!missing.isEmpty()) {
            if (clock.instant().isAfter(end)) {
                throw new StartRefused("Not ready after " + READY_WITHIN.toSeconds() + " s: " + missing
                        + " (expected: every required part up; the log is " + run.log() + ")");
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartRefused("Interrupted before it was ready", e);
            }
            missing = services.missing();
        }
        run = run.isReady(
                infrastructure.postgres().join().description(),
                infrastructure.redis().join().description(),
                services.vectorEngine());
        run.write();
        log.atInfo()
                .addKeyValue("http", run.http())
                .addKeyValue("grpc", run.grpc())
                .addKeyValue("management", run.management())
                .addKeyValue("postgres", run.postgres())
                .addKeyValue("vectors", run.vectors())
                .addKeyValue("after", Duration.between(run.startedAt(), clock.instant()))
                .log("mesh is ready");
    }

    /** What runs, as {@code run/mesh.json} tells it. */
    public MeshRun run() {
        return run;
    }

    /** Drains and ends everything, the edge first, PostgreSQL last, and lets the folder go. Does so once. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (internalRpc != null) {
            internalRpc.close();
        }
        services.close();
        infrastructure.close();
        try {
            MeshRun.delete(folder.root());
        } catch (IOException e) {
            log.atWarn().setCause(e).log("run/mesh.json stays behind");
        }
        folder.close();
        log.atInfo().log("mesh has ended");
    }
}
