package dev.parley.cli.conformance.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.Map;

/**
 * One binding of one agent, spoken as A2A 1.0. Requests are in the JSON of A2A 1.0 whatever the binding. Service
 * parameters (§3.2.6) go as headers or metadata; {@code A2A-Version: 1.0} goes unless a call says another.
 * Calls throw {@link Unanswered} when the agent says nothing in time. Safe for concurrent use.
 */
public interface Wire {
    Binding binding();

    /** Where it is, as the card says. */
    String url();

    /** The same connection for a check that keeps its own transcript. */
    Wire recordingTo(Transcript transcript);

    Reply call(A2aMethod method, ObjectNode params, Map<String, String> parameters);

    EventStream open(A2aMethod method, ObjectNode params, Map<String, String> parameters);

    default Reply call(A2aMethod method, ObjectNode params) {
        return call(method, params, Map.of());
    }

    default EventStream open(A2aMethod method, ObjectNode params) {
        return open(method, params, Map.of());
    }
}
