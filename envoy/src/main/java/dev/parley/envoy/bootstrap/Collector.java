package dev.parley.envoy.bootstrap;

/**
 * Where spans go, over OTLP/gRPC.
 *
 * @param host an IP address, or a name that Envoy looks up
 * @param sample the share of callers' requests that the front traces, 0 to 1; the other Envoys do as they are told
 */
public record Collector(String host, int port, double sample) {
    private static final int MILLION = 1_000_000;

    public Collector {
        Check.host("host", host);
        Check.port("port", port);
        Check.require(sample >= 0 && sample <= 1, "sample", Double.toString(sample), "0 to 1");
    }

    /** Everything is traced. */
    public Collector(String host, int port) {
        this(host, port, 1);
    }

    int sampleInAMillion() {
        return (int) Math.round(sample * MILLION);
    }
}
