package dev.parley.edge.http;

import dev.parley.edge.EdgeConfig;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The base of every URL that the mesh hands out. */
@Singleton
public final class PublicUrl {
    private final EdgeConfig config;

    PublicUrl(EdgeConfig config) {
        this.config = config;
    }

    /** Without a trailing slash. The configured one, else what the caller itself used (checked by {@link RequestGuard}). */
    public String base(HttpRequest<?> request) {
        String configured = config.publicUrl();
        if (configured != null) {
            return configured;
        }
        return (request.isSecure() ? "https://" : "http://")
                + request.getHeaders().get(HttpHeaders.HOST);
    }

    /** Where A2A over gRPC is, {@code host:port}; null: not served, or not known from outside. */
    public @Nullable String grpc(HttpRequest<?> request) {
        if (!config.servesGrpc()) {
            return null;
        }
        if (config.publicGrpc() != null) {
            return config.publicGrpc();
        }
        String host = request.getHeaders().get(HttpHeaders.HOST);
        return config.publicUrl() != null || host == null
                ? null
                : RequestGuard.withoutPort(host) + ":" + config.grpcPort();
    }
}
