package dev.parley.cli.conformance.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Requests and responses of JSON-RPC 2.0, whatever carries them. */
final class Envelope {
    private static final JsonMapper JSON = new JsonMapper();

    private Envelope() {}

    static ObjectNode request(String id, String method, ObjectNode params) {
        ObjectNode request = JSON.createObjectNode().put("jsonrpc", "2.0");
        request.put("id", id).put("method", method).set("params", params);
        return request;
    }

    /**
     * What a response says; its id must be the one asked with, which an error may not have been able to read.
     *
     * @param described the response, for people
     */
    static Reply reply(Binding binding, JsonNode json, String id, String described) {
        if (json.has("result") == json.has("error")) {
            return new Reply.Garbled("not exactly one of result and error: " + described);
        }
        if (!json.path("jsonrpc").asText().equals("2.0")) {
            return new Reply.Garbled("no jsonrpc \"2.0\": " + described);
        }
        boolean isAsked = json.path("id").asText().equals(id);
        if (json.has("error") && (isAsked || json.path("id").isNull())) {
            return new Reply.Refused(fault(binding, json.path("error")));
        }
        return isAsked
                ? new Reply.Result(json.path("result"))
                : new Reply.Garbled("id " + json.path("id") + " (expected: \"" + id + "\"): " + described);
    }

    /** What a response is as part of a stream. */
    static Frame frame(Binding binding, JsonNode json, String id) {
        return switch (reply(binding, json, id, json.toString())) {
            case Reply.Result result -> new Frame.Event(result.body());
            case Reply.Refused refused -> new Frame.Failed(refused.fault());
            case Reply.Garbled garbled -> new Frame.Malformed(garbled.why());
        };
    }

    private static Fault fault(Binding binding, JsonNode error) {
        List<JsonNode> details = new ArrayList<>();
        error.path("data").forEach(details::add);
        return new Fault(
                binding, error.path("code").asText(), error.path("message").asText(), details);
    }
}
