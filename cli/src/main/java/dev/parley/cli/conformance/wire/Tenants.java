package dev.parley.cli.conformance.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The rule that requests carry the tenant of the interface they go to (§4.4.6). */
final class Tenants {
    private Tenants() {}

    /** The params with the tenant, unless they name one; the same object where there is none. */
    static ObjectNode with(String tenant, ObjectNode params) {
        return tenant.isEmpty() || params.has("tenant")
                ? params
                : params.deepCopy().put("tenant", tenant);
    }
}
