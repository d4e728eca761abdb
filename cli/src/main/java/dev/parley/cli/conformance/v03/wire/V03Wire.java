package dev.parley.cli.conformance.v03.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.EventStream;
import dev.parley.cli.conformance.wire.Reply;
import java.util.Map;

/**
 * One binding of one agent, spoken as A2A 0.3. Requests are in the JSON that 0.3 has for JSON-RPC whatever the binding;
 * answers are as the binding has them, and {@link #words} reads them in that JSON too. Calls throw
 * {@link dev.parley.cli.conformance.wire.Unanswered} when the agent says nothing in time.
 */
public sealed interface V03Wire permits V03JsonRpcWire, V03RestWire, V03GrpcWire {
    Binding binding();

    /** Where it is, as the card says. */
    String url();

    /** @param headers more headers or metadata */
    Reply call(V03Method method, ObjectNode params, Map<String, String> headers);

    EventStream open(V03Method method, ObjectNode params, Map<String, String> headers);

    /** A result of this binding, or an event of its streams, in the JSON of 0.3's JSON-RPC. */
    JsonNode words(JsonNode result);

    default Reply call(V03Method method, ObjectNode params) {
        return call(method, params, Map.of());
    }

    default EventStream open(V03Method method, ObjectNode params) {
        return open(method, params, Map.of());
    }
}
