package dev.parley.edge.operations;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.v01.V01JsonWriter;
import java.util.Set;

/**
 * What comes with a request besides its message.
 *
 * @param agentId the agent it is for as its path says, or {@link dev.parley.edge.calls.Endpoints#MESH}
 * @param root where the request message stands in what the caller sent, the beginning of the path of every violation
 * @param headers HTTP headers or gRPC metadata
 * @param extensions the extensions it activates
 * @param version that it is made in; its webhooks are called in that, too
 * @param clientTaskId the caller's own id of the task that the call is about (A2A 0.1); empty when it has none
 */
public record A2aCall(
        String agentId,
        String root,
        CallHeaders headers,
        Set<String> extensions,
        A2aVersion version,
        String clientTaskId) {
    public A2aCall {
        extensions = Set.copyOf(extensions);
    }

    public A2aCall(String agentId, String root, CallHeaders headers, Set<String> extensions, A2aVersion version) {
        this(agentId, root, headers, extensions, version, "");
    }

    /** The version of the caller's words, Major.Minor: the one place where 0.1 is not counted as 0.3. */
    String spoken() {
        return clientTaskId.isEmpty() ? version.number() : V01JsonWriter.VERSION;
    }

    public static A2aCall of(String agentId, String root, CallHeaders headers, A2aVersion version) {
        return new A2aCall(agentId, root, headers, Activation.of(headers), version);
    }
}
