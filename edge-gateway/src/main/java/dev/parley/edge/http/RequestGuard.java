package dev.parley.edge.http;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.address.AgentHosts;
import dev.parley.edge.address.CallerAddress;
import dev.parley.edge.address.CallerAddresses;
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
 * rebinding), and {@code Origin}, which browsers send, is ours too. What a trusted proxy says goes before {@code Host}. Pages of other origins may call where {@link CorsConfig} says so.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class RequestGuard {
    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));

    private final CallerAddresses callers;
    private final AgentHosts agentHosts;
    private final CorsConfig cors;

    RequestGuard(EdgeConfig config, CallerAddresses callers, AgentHosts agentHosts, CorsConfig cors) {
        this.cors = cors;
        this.callers = callers;
        this.agentHosts = agentHosts;
        config.hosts().forEach(host -> names.add(host.toLowerCase(Locale.ROOT)));
        if (config.publicUrl() != null) {
            names.add(nameOf(config.publicUrl()));
        }
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        CallerAddress address = callers.of(request);
        if (address.fault() != null) {
            return Faults.error(request, new A2aException(A2aErrorCode.INVALID_REQUEST, address.fault()));
        }
        if (!address.isWellFormed() || !isOurs(address.authority())) {
            return refuse(request, "Host", address.authority());
        }
        String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
        if (origin != null && !isOurs(nameOf(origin)) && !cors.allows(origin)) {
            return refuse(request, "Origin", origin);
        }
        return null;
    }

    private static HttpResponse<?> refuse(HttpRequest<?> request, String header, String value) {
        return Faults.error(
                request,
                new A2aException(
                        A2aErrorCode.PERMISSION_DENIED,
                        header + " " + (value.isEmpty() ? "is missing" : "\"" + value + "\"")
                                + " (expected: a loopback name or one of parley.edge.allowed-hosts)"));
    }

    private boolean isOurs(String hostAndPort) {
        String name = CallerAddress.withoutPort(hostAndPort);
        return names.contains(name)
                || names.contains(name.toLowerCase(Locale.ROOT))
                || agentHosts.find(name).isPresent();
    }

    /** The host of a URL, without its port. */
    private static String nameOf(String url) {
        int start = url.indexOf("://");
        String rest = start < 0 ? url : url.substring(start + 3);
        int end = rest.indexOf('/');
        return CallerAddress.withoutPort(end < 0 ? rest : rest.substring(0, end))
                .toLowerCase(Locale.ROOT);
    }
}
