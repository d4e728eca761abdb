package dev.parley.envoy.bootstrap;

/**
 * What one Envoy takes on before it refuses.
 *
 * @param connections from outside the process, and to one cluster
 * @param requests under way to one cluster; a stream counts as long as it lasts
 * @param heapMib of Envoy's heap; from 95 % of it new requests are refused
 */
public record Limits(int connections, int requests, int heapMib) {
    static final int MAX = 1_000_000;
    public static final Limits DEFAULT = new Limits(5_000, 10_000, 512);

    public Limits {
        Check.range("connections", connections, 1, MAX);
        Check.range("requests", requests, 1, MAX);
        Check.range("heap-mib", heapMib, 32, MAX);
    }
}
