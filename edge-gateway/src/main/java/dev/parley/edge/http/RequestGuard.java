package dev.parley.edge.http;

import dev.parley.edge.EdgeConfig;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in only requests meant for this server: {@code Host} names it (else a foreign name was bound to our address, DNS
 * rebinding), and {@code Origin}, which browsers send, is ours too. No CORS header is ever sent.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class RequestGuard {
    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));

    RequestGuard(EdgeConfig config) {
        config.hosts().forEach(host -> names.add(host.toLowerCase(Locale.ROOT)));
        if (config.publicUrl() != null) {
            names.add(nameOf(config.publicUrl()));
        }
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        String host = request.getHeaders().get(HttpHeaders.HOST);
        if (host == null || !isOurs(host)) {
            return refuse(request, "Host", host);
        }
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        if (origin != null && !isOurs(nameOf(origin))) {
            return refuse(request, "Origin", origin);
        }
        return null;
    }

    private static HttpResponse<?> refuse(HttpRequest<?> request, String header, @Nullable String value) {
        return Faults.error(
                request,
                new A2aException(
                        A2aErrorCode.PERMISSION_DENIED,
                        header + " " + (value == null ? "is missing" : "\"" + value + "\"")
                                + " (expected: a loopback name or one of parley.edge.allowed-hosts)"));
    }

    private boolean isOurs(String hostAndPort) {
        String name = withoutPort(hostAndPort);
        return names.contains(name) || names.contains(name.toLowerCase(Locale.ROOT));
    }

    /** The host of a URL, without its port. */
    private static String nameOf(String url) {
        int start = url.indexOf("://");
        String rest = start < 0 ? url : url.substring(start + 3);
        int end = rest.indexOf('/');
        return withoutPort(end < 0 ? rest : rest.substring(0, end)).toLowerCase(Locale.ROOT);
    }

    static String withoutPort(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return colon < 0 || hostAndPort.endsWith("]") ? hostAndPort : hostAndPort.substring(0, colon);
    }
}
