package dev.parley.edge.grpc;

import dev.parley.edge.calls.Endpoints;
import io.grpc.Context;

/**
 * Where a call came in, before its request says anything.
 *
 * @param agentId the agent that the listener, or the host that was called, is for; else the mesh's own id
 * @param authority what was called, with port; empty where nobody said
 */
record Entry(String agentId, String authority) {
    private static final Context.Key<Entry> OF_CALL =
            Context.keyWithDefault("parley-edge-entry", new Entry(Endpoints.MESH, ""));

    static Entry ofCall() {
        return OF_CALL.get();
    }

    Context in(Context context) {
        return context.withValue(OF_CALL, this);
    }
}
