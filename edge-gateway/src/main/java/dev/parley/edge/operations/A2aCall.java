package dev.parley.edge.operations;

import dev.parley.edge.calls.CallHeaders;
import java.util.Set;

/**
 * What comes with a request besides its message.
 *
 * @param agentId the agent it is for as its path says, or {@link dev.parley.edge.calls.Endpoints#MESH}
 * @param root where the request message stands in what the caller sent, the beginning of the path of every violation
 * @param headers HTTP headers or gRPC metadata
 * @param extensions the extensions it activates
 */
public record A2aCall(String agentId, String root, CallHeaders headers, Set<String> extensions) {
    public A2aCall {
        extensions = Set.copyOf(extensions);
    }

    public static A2aCall of(String agentId, String root, CallHeaders headers) {
        return new A2aCall(agentId, root, headers, Activation.of(headers));
    }
}
