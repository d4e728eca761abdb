package dev.parley.router.http;

import java.net.URI;

/**
 * Where a request goes.
 *
 * @param uri http or https with a host
 * @param cluster the name that Envoy knows the place by; empty when it has none, which does not matter without an Envoy
 */
public record AgentAddress(URI uri, String cluster) {
    /** Another path at the same place. */
    public AgentAddress at(URI other) {
        return new AgentAddress(other, cluster);
    }

    /** Path and query. */
    String path() {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** As in the header {@code host}. */
    String authority() {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }
}
