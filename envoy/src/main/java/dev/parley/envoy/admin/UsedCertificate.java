package dev.parley.envoy.admin;

import java.time.Instant;
import java.util.List;

/**
 * A certificate that Envoy has loaded.
 *
 * @param authority a CA it trusts, not its own leaf
 * @param uris the SPIFFE id, of a leaf
 * @param daysLeft until it ends, as Envoy rounds them
 */
public record UsedCertificate(
        boolean authority, String path, String serial, List<String> uris, Instant expires, long daysLeft) {
    public UsedCertificate {
        uris = List.copyOf(uris);
    }
}
