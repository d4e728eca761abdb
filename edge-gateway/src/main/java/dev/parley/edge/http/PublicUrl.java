package dev.parley.edge.http;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.address.CallerAddress;
import dev.parley.edge.address.CallerAddresses;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The base of every URL that the mesh hands out. URLs are made from it whole; nothing is ever appended to one that came. */
@Singleton
public final class PublicUrl {
    private final EdgeConfig config;
    private final CallerAddresses callers;

    PublicUrl(EdgeConfig config, CallerAddresses callers) {
        this.config = config;
        this.callers = callers;
    }

    /** Without a trailing slash. The configured one, else what the caller itself used (checked by {@link RequestGuard}). */
    public String base(HttpRequest<?> request) {
        String configured = config.publicUrl();
        return configured != null ? configured : caller(request).url();
    }

    /** What the caller itself used. */
    public CallerAddress caller(HttpRequest<?> request) {
        return callers.of(request);
    }

    /**
     * The host by which other ports of the edge are reached: what the caller used, but behind a proxy, or a public URL, the edge's
     * own, for nobody knows what is outside.
     */
    public String hostOfPorts(HttpRequest<?> request) {
        CallerAddress caller = caller(request);
        return config.publicUrl() != null || caller.proxied() ? config.host() : caller.host();
    }

    /** Where A2A over gRPC is, {@code host:port}; null: not served, or not known from outside. */
    public @Nullable String grpc(HttpRequest<?> request) {
        if (!config.servesGrpc()) {
            return null;
        }
        if (config.publicGrpc() != null) {
            return config.publicGrpc();
        }
        CallerAddress caller = caller(request);
        return config.publicUrl() != null || caller.proxied() ? null : caller.host() + ":" + config.grpcPort();
    }
}
