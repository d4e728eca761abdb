package dev.parley.edge.grpc;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.connection.Listener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The public listener of A2A over gRPC; nothing where it is switched off. */
@Singleton
public final class GrpcListener {
    private final EdgeConfig config;
    private final GrpcServers servers;
    private @Nullable Listener listener;

    GrpcListener(EdgeConfig config, GrpcServers servers) {
        this.config = config;
        this.servers = servers;
    }

    /** Opens the listener. */
    public void start() {
        if (!config.servesGrpc()) {
            return;
        }
        String socket = config.grpcSocket();
        try {
            listener = socket == null
                    ? servers.open(config.grpcPort(), Endpoints.MESH)
                    : servers.open(Path.of(socket), Endpoints.MESH);
        } catch (IOException e) {
            if (socket != null) {
                throw new UncheckedIOException(
                        "parley.edge.grpc-socket=" + socket + " (expected: a path of a unix socket)", e);
            }
            throw new UncheckedIOException(
                    "parley.edge.grpc-port=" + config.grpcPort() + " (expected: a port of " + config.host()
                            + " that is free, or -1)",
                    e);
        }
    }

    /** Takes no new calls and says so to callers; those that run go on. */
    public void drain() {
        Listener running = listener;
        if (running != null) {
            running.drain();
        }
    }

    /**
     * Waits for the calls that run, and ends those that take longer.
     *
     * @return false when some were ended
     */
    public boolean stop(Duration atMost) {
        Listener running = listener;
        return running == null || running.stop(atMost);
    }

    /** For a start that failed half-way, too: nothing else would end the listener. */
    @PreDestroy
    void close() {
        stop(Duration.ZERO);
    }
}
