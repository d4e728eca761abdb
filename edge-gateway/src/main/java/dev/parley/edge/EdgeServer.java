package dev.parley.edge;

import dev.parley.edge.calls.Authentication;
import dev.parley.edge.grpc.GrpcListener;
import dev.parley.edge.listener.AgentListeners;
import dev.parley.edge.stream.TaskStreams;
import dev.parley.edge.websocket.WebSockets;
import dev.parley.kit.health.Draining;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.http.server.netty.NettyEmbeddedServer;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the listeners when everything behind them is made, and drains them first at the end: no new connections, streams
 * told to resume elsewhere, requests in flight finished.
 */
@Singleton
final class EdgeServer {
    private static final Logger log = LoggerFactory.getLogger(EdgeServer.class);

    private final EdgeConfig config;
    private final Authentication authentication;
    private final NettyEmbeddedServer server;
    private final GrpcListener grpc;
    private final AgentListeners agentListeners;
    private final TaskStreams streams;
    private final WebSockets sockets;
    private final Draining draining;

    EdgeServer(
            EdgeConfig config,
            Authentication authentication,
            NettyEmbeddedServer server,
            GrpcListener grpc,
            AgentListeners agentListeners,
            TaskStreams streams,
            WebSockets sockets,
            Draining draining) {
        this.config = config;
        this.authentication = authentication;
        this.server = server;
        this.grpc = grpc;
        this.agentListeners = agentListeners;
        this.streams = streams;
        this.sockets = sockets;
        this.draining = draining;
    }

    @EventListener
    void start(StartupEvent event) {
        if (!authentication.isEnforced()) {
            requireLoopback("parley.edge.host", config.host());
        }
        grpc.start();
        String socket = config.socket();
        if (socket == null) {
            server.start();
            agentListeners.start();
        } else {
            startOn(Path.of(socket));
        }
        log.atInfo()
                .addKeyValue("at", socket == null ? config.host() + ":" + config.port() : socket)
                .addKeyValue("grpc_port", config.grpcPort())
                .log("edge listens");
    }

    /** Behind a sidecar agents have no ports of their own: they would be ports that nobody watches over. */
    private void startOn(Path socket) {
        try {
            Files.deleteIfExists(socket);
            server.start();
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException("parley.edge.socket=" + socket + " (expected: a path of a unix socket)", e);
        }
    }

    private static void requireLoopback(String key, String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    throw new IllegalStateException(key + "=" + host
                            + " (expected: a loopback address; without authentication every caller is trusted)");
                }
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException(key + "=" + host + " (expected: a name that resolves)", e);
        }
    }

    @EventListener
    void stop(ShutdownEvent event) {
        if (!server.isRunning()) {
            return;
        }
        draining.begin();
        grpc.drain();
        agentListeners.drain();
        streams.close();
        // before the server, which would cut connections that are no longer HTTP's
        boolean socketsDrained = sockets.drain(config.drainTimeout());
        var drained = server.shutdownGracefully().toCompletableFuture();
        var grpcDrained =
                CompletableFuture.supplyAsync(() -> grpc.stop(config.drainTimeout()), Thread::startVirtualThread);
        var ownDrained = CompletableFuture.supplyAsync(
                () -> agentListeners.stop(config.drainTimeout()), Thread::startVirtualThread);
        boolean httpDrained = isDrained(drained);
        if (!grpcDrained.join() || !ownDrained.join() || !socketsDrained || !httpDrained) {
            log.atWarn().addKeyValue("waited", config.drainTimeout()).log("requests in flight were cut off");
        }
        server.stopServerOnly();
    }

    private boolean isDrained(CompletableFuture<?> drained) {
        try {
            drained.orTimeout(config.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }
}
