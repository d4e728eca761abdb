package dev.parley.edge.grpc;

import dev.parley.edge.calls.Endpoints;
import io.grpc.Context;

/** The agent that a call is for as the listener says that it came by, before its request says anything. */
final class EntryAgent {
    private static final Context.Key<String> OF_CALL =
            Context.keyWithDefault("parley-edge-entry-agent", Endpoints.MESH);

    private EntryAgent() {}

    /** The mesh's own id where the listener serves every agent. */
    static String ofCall() {
        return OF_CALL.get();
    }

    static Context in(Context context, String agentId) {
        return context.withValue(OF_CALL, agentId);
    }
}
