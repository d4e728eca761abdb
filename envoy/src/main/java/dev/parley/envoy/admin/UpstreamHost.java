package dev.parley.envoy.admin;

import java.util.Map;
import java.util.Set;

/**
 * One instance in a cluster, as this Envoy sees it.
 *
 * @param address {@code IP:PORT} or the path of a unix socket
 * @param flags what is held against it, in Envoy's names: {@code failed_active_health_check}, {@code failed_outlier_check},
 *     {@code excluded_via_immediate_hc_fail}, … ; empty when nothing is
 * @param stats {@code rq_active}, {@code cx_active}, {@code rq_error}, …
 */
public record UpstreamHost(String address, Set<String> flags, Map<String, Long> stats) {
    public UpstreamHost {
        flags = Set.copyOf(flags);
        stats = Map.copyOf(stats);
    }

    /** Calls are given to it. */
    public boolean isHealthy() {
        return flags.isEmpty();
    }

    /** Left alone for a while, since calls to it failed. */
    public boolean isEjected() {
        return flags.contains("failed_outlier_check");
    }
}
