package dev.parley.envoy.admin;

import java.util.List;

/**
 * A cluster and its instances.
 *
 * @param dynamic it came from the watched file, not from the bootstrap
 */
public record UpstreamCluster(String name, boolean dynamic, List<UpstreamHost> hosts) {
    public UpstreamCluster {
        hosts = List.copyOf(hosts);
    }
}
