package dev.parley.envoy.bootstrap;

/**
 * A TCP address.
 *
 * @param host an IP address; Envoy is told nothing that needs a resolver, except the collector of traces
 */
public record Endpoint(String host, int port) {
    public Endpoint {
        Check.ip("host", host);
        Check.port("port", port);
    }

    boolean isLoopback() {
        return host.startsWith("127.") || host.equals("::1");
    }
}
