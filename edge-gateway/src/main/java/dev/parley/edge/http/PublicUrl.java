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
        return asCalled(request);
    }

    /** What the caller itself used, without a path. */
    public String asCalled(HttpRequest<?> request) {
        return scheme(request) + request.getHeaders().get(HttpHeaders.HOST);
    }

    /** Another port of the host that the caller used, without a path. */
    public String atPort(HttpRequest<?> request, int port) {
        return scheme(request) + host(request) + ":" + port;
    }

    private static String scheme(HttpRequest<?> request) {
        return request.isSecure() ? "https://" : "http://";
    }

    /** The host that the caller used, without port. */
    public String host(HttpRequest<?> request) {
        return RequestGuard.withoutPort(
                request.getHeaders().get(HttpHeaders.HOST, String.class).orElse(""));
    }

    /** Where A2A over gRPC is, {@code host:port}; null: not served, or not known from outside. */
    public @Nullable String grpc(HttpRequest<?> request) {
        if (!config.servesGrpc()) {
            return null;
        }
        if (config.publicGrpc() != null) {
            return config.publicGrpc();
        }
        return config.publicUrl() != null ? null : host(request) + ":" + config.grpcPort();
    }
}
