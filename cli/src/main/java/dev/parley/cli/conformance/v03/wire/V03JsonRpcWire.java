package dev.parley.cli.conformance.v03.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.EventStream;
import dev.parley.cli.conformance.wire.Http;
import dev.parley.cli.conformance.wire.HttpReply;
import dev.parley.cli.conformance.wire.JsonRpcWire;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.cli.conformance.wire.Transcript;
import java.util.Map;

/** JSON-RPC 2.0 as 0.3 has it (§7 of 0.3): other methods than 1.0, and no version in the headers. */
public final class V03JsonRpcWire implements V03Wire {
    private final JsonRpcWire wire;

    public V03JsonRpcWire(Http http, String url, Transcript transcript) {
        this.wire = JsonRpcWire.older(http, url, transcript);
    }

    @Override
    public Binding binding() {
        return Binding.JSONRPC;
    }

    @Override
    public String url() {
        return wire.url();
    }

    @Override
    public Reply call(V03Method method, ObjectNode params, Map<String, String> headers) {
        return wire.call(method.jsonRpcName(), params, headers);
    }

    @Override
    public EventStream open(V03Method method, ObjectNode params, Map<String, String> headers) {
        return wire.open(method.jsonRpcName(), params, headers);
    }

    @Override
    public JsonNode words(JsonNode result) {
        return result;
    }

    /** A method by any name. */
    public Reply call(String method, ObjectNode params) {
        return wire.call(method, params, Map.of());
    }

    /** A body as it is, right or wrong, and what came back. */
    public HttpReply post(byte[] body, Map<String, String> headers) {
        return wire.post(body, headers);
    }
}
