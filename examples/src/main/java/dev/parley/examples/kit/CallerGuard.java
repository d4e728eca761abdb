package dev.parley.examples.kit;

import com.sun.net.httpserver.Headers;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages away from an agent that trusts whoever reaches it: a page of another origin is refused, and on loopback
 * so is a name that was made to point there (DNS rebinding).
 *
 * @param hosts the names a caller may use; empty allows all
 */
record CallerGuard(Set<String> hosts) {
    static CallerGuard of(InetAddress listening, URI url) {
        String own = Optional.ofNullable(url.getHost()).orElse("localhost").toLowerCase(Locale.ROOT);
        Set<String> loopback = new TreeSet<>(List.of("127.0.0.1", "[::1]", "localhost", own));
        return new CallerGuard(listening.isLoopbackAddress() ? loopback : Set.of());
    }

    /**
     * Lets a request pass.
     *
     * @throws A2aException PERMISSION_DENIED
     */
    void check(Headers headers) {
        String host = withoutPort(headers.getFirst("Host"));
        if (!hosts.isEmpty() && !hosts.contains(host)) {
            throw new A2aException(
                    A2aErrorCode.PERMISSION_DENIED, "Host " + host + " (expected: one of " + hosts + ")");
        }
        String origin = headers.getFirst("Origin");
        if (origin != null && !host.equals(hostOf(origin))) {
            throw new A2aException(
                    A2aErrorCode.PERMISSION_DENIED, "Origin " + origin + " (expected: none, or this agent's own)");
        }
    }

    private static String hostOf(String origin) {
        int scheme = origin.indexOf("://");
        return scheme < 0 ? "" : withoutPort(origin.substring(scheme + 3));
    }

    private static String withoutPort(@Nullable String host) {
        if (host == null) {
            return "";
        }
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return name.toLowerCase(Locale.ROOT);
    }
}
