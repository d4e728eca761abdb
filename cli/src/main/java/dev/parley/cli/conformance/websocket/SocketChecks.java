package dev.parley.cli.conformance.websocket;

import static dev.parley.cli.conformance.suite.Level.MUST;
import static dev.parley.cli.conformance.suite.Verdict.expect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Probe;
import dev.parley.cli.conformance.suite.Verdict;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.Conversation;
import dev.parley.cli.conformance.wire.JsonRpcText;
import dev.parley.cli.conformance.wire.SocketWire;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** JSON-RPC over WebSocket: the frames of calls, and what surrounds them. */
public final class SocketChecks {
    private static final Set<Binding> WEBSOCKET = EnumSet.of(Binding.WEBSOCKET);
    private static final int UNSUPPORTED_DATA = 1003;

    private SocketChecks() {}

    public static List<Check> all() {
        return List.of(
                check(
                        "websocket/side-by-side",
                        "12.1",
                        "calls on one connection are each answered, by their ids",
                        SocketChecks::sideBySide),
                check(
                        "websocket/same-as-post",
                        "12.1",
                        "a result is byte for byte what a POST is answered with, an error has the same numbers and details",
                        SocketChecks::sameAsPost),
                check(
                        "websocket/goes-on",
                        "12.4",
                        "a frame that cannot be read gets an error with id null, and the connection goes on",
                        SocketChecks::goesOn),
                check("websocket/in-parts", "12.1", "a message may come in several frames", SocketChecks::inParts),
                check(
                        "websocket/binary",
                        "12.1",
                        "a binary message is no request: the connection is closed with 1003",
                        SocketChecks::binary),
                check(
                        "websocket/frame-parameters",
                        "12.3",
                        "service parameters in a frame are for its request, whatever the case of their names",
                        SocketChecks::frameParameters),
                check(
                        "websocket/handshake-version",
                        "12.3",
                        "a handshake with an unsupported version is refused with 400, in a header or the query",
                        SocketChecks::handshakeVersion));
    }

    static Check check(String name, String section, String title, Check.BindingBody run) {
        return Check.on(WEBSOCKET, MUST, name, section, title, run);
    }

    static SocketWire wire(Probe probe) {
        return (SocketWire) probe.wire();
    }

    /** A GetTask that is answered with an error. */
    static String unknownTask(Probe probe, String id) {
        return wire(probe).document(id, A2aMethod.GET_TASK.wireName(), Probe.taskId(probe.unknownId()));
    }

    static JsonNode next(Conversation conversation) {
        String message = conversation.next();
        return Probe.json(message).orElseThrow(() -> new Verdict.Failed("a JSON document", message));
    }

    static void expectError(JsonNode answer, String id, SpecError expected) {
        expect(
                answer.path("id").asText().equals(id)
                        && answer.path("error").path("code").asInt() == expected.jsonRpc(),
                "id \"" + id + "\" with " + expected.in(Binding.WEBSOCKET),
                answer);
    }

    private static void sideBySide(Probe probe) {
        try (Conversation conversation = wire(probe).converse()) {
            Set<String> asked = new TreeSet<>(Set.of("one", "two", "three"));
            asked.forEach(id -> conversation.send(unknownTask(probe, id)));
            Set<String> answered = new TreeSet<>();
            for (int i = 0; i < asked.size(); i++) {
                answered.add(next(conversation).path("id").asText());
            }
            expect(answered.equals(asked), "answers to " + asked, answered);
        }
    }

    private static void sameAsPost(Probe probe) {
        JsonRpcText post = (JsonRpcText) probe.over(Binding.JSONRPC);
        ObjectNode known = Probe.taskId(probe.endedTask());
        String posted = get(post, known);
        String answer = get(wire(probe), known);
        expect(answer.equals(posted), posted, answer);
        ObjectNode unknown = Probe.taskId(probe.unknownId());
        JsonNode refused = withoutMetadata(get(post, unknown));
        JsonNode answered = withoutMetadata(get(wire(probe), unknown));
        expect(answered.equals(refused), refused.toString(), answered);
    }

    /** Each interface has a tenant of its own, or none. */
    private static String get(JsonRpcText wire, ObjectNode params) {
        return wire.ask(wire.document("same", A2aMethod.GET_TASK.wireName(), params));
    }

    /** An error without what may differ from call to call. */
    private static JsonNode withoutMetadata(String answer) {
        JsonNode json = Probe.json(answer).orElseThrow(() -> new Verdict.Failed("a JSON document", answer));
        for (JsonNode detail : json.path("error").path("data")) {
            if (detail instanceof ObjectNode object) {
                object.remove("metadata");
            }
        }
        return json;
    }

    private static void goesOn(Probe probe) {
        try (Conversation conversation = wire(probe).converse()) {
            for (String unreadable : List.of("{\"jsonrpc\":", "\"GetTask\"", "[]")) {
                JsonNode answer = next(conversation.send(unreadable));
                expect(
                        answer.has("id") && answer.path("id").isNull() && answer.has("error"),
                        "an error with id null for " + unreadable,
                        answer);
            }
            expectError(next(conversation.send(unknownTask(probe, "after"))), "after", SpecError.TASK_NOT_FOUND);
        }
    }

    private static void inParts(Probe probe) {
        try (Conversation conversation = wire(probe).converse()) {
            String document = unknownTask(probe, "in-parts");
            int third = document.length() / 3;
            conversation.send(
                    document.substring(0, third), document.substring(third, 2 * third), document.substring(2 * third));
            expectError(next(conversation), "in-parts", SpecError.TASK_NOT_FOUND);
        }
    }

    private static void binary(Probe probe) {
        try (Conversation conversation = wire(probe).converse()) {
            int code = conversation.sendBinary((byte) '{', (byte) '}').closeCode();
            expect(code == UNSUPPORTED_DATA, "the connection closed with " + UNSUPPORTED_DATA, code);
        }
    }

    private static void frameParameters(Probe probe) {
        try (Conversation conversation = wire(probe).converse()) {
            for (String name : List.of("A2A-Version", "a2a-VERSION")) {
                ObjectNode request =
                        (ObjectNode) Probe.json(unknownTask(probe, "wrong")).orElseThrow();
                request.putObject("serviceParameters").put(name, "99.0");
                expectError(next(conversation.send(request.toString())), "wrong", SpecError.VERSION_NOT_SUPPORTED);
            }
            expectError(next(conversation.send(unknownTask(probe, "right"))), "right", SpecError.TASK_NOT_FOUND);
        }
    }

    private static void handshakeVersion(Probe probe) {
        SocketWire wire = wire(probe);
        expectRefused(wire.handshake(wire.url(), Probe.version("99.0")));
        String query = wire.url() + (wire.url().contains("?") ? "&" : "?") + "A2A-Version=";
        expectRefused(wire.handshake(query + "99.0", Map.of()));
        int status = wire.handshake(query + "1.0", Map.of());
        expect(status == 101, "HTTP 101 for version 1.0 in the query", "HTTP " + status);
    }

    private static void expectRefused(int status) {
        expect(status == 400, "HTTP 400 for version 99.0", "HTTP " + status);
    }
}
