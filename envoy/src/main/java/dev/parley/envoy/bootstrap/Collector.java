package dev.parley.envoy.bootstrap;

/**
 * Where spans go, over OTLP/gRPC.
 *
 * @param host an IP address, or a name that Envoy looks up
 */
public record Collector(String host, int port) {
    public Collector {
        Check.host("host", host);
        Check.port("port", port);
    }
}
