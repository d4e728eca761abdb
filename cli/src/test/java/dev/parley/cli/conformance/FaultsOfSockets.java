package dev.parley.cli.conformance;

import static dev.parley.cli.conformance.Fault.object;
import static dev.parley.cli.conformance.Fault.otherError;
import static dev.parley.cli.conformance.Fault.over;
import static dev.parley.cli.conformance.Fault.result;
import static dev.parley.cli.conformance.wire.Binding.WEBSOCKET;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_TASK;

import dev.parley.cli.conformance.wire.SpecError;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What agents get wrong over WebSocket. */
final class FaultsOfSockets {
    private static final Nature LAX =
            Nature.right().socket(new Nature.Socket(false, UnaryOperator.identity(), UnaryOperator.identity()));

    private FaultsOfSockets() {}

    /** Messages to the agent, changed. */
    private static Fault in(String check, UnaryOperator<String> change) {
        return over(WEBSOCKET, check, Nature.right().socket(new Nature.Socket(true, change, UnaryOperator.identity())));
    }

    /** Messages from the agent, changed. */
    private static Fault out(String check, String from, String to) {
        return over(
                WEBSOCKET,
                check,
                Nature.right()
                        .socket(new Nature.Socket(
                                true, UnaryOperator.identity(), message -> message.replaceAll(from, to))));
    }

    static Stream<Fault> all() {
        return Stream.concat(calls(), streams());
    }

    private static Stream<Fault> calls() {
        return Stream.of(
                out("websocket/side-by-side", "\"id\":\"two\"", "\"id\":\"one\""),
                out("websocket/same-as-post", "^\\{", "{ "),
                out("websocket/same-as-post", "-32001", "-32002"),
                out("websocket/goes-on", "\"id\":null", "\"id\":0"),
                in("websocket/goes-on", message -> message.startsWith("[") ? "" : message),
                in("websocket/in-parts", message -> message.contains("in-parts") ? "" : message),
                over(WEBSOCKET, "websocket/binary", LAX),
                over(WEBSOCKET, "websocket/handshake-version", LAX),
                in("websocket/frame-parameters", message -> message.replace("serviceParameters", "parameters")),
                out("jsonrpc/number-id", "4711", "\"4711\""),
                out("jsonrpc/malformed", "-32700", "-32603"),
                over(WEBSOCKET, "get/unknown", otherError(GET_TASK, SpecError.INVALID_PARAMS)));
    }

    private static Stream<Fault> streams() {
        Nature silent = Nature.right()
                .calls((method, params, parameters, right) -> method.streaming() ? object() : right.call());
        return Stream.of(
                over(WEBSOCKET, "stream/opens", silent),
                out("websocket/stream-end", "(.*streamEnd.*)", "$1\n$1"),
                out("websocket/stream-end", ".*streamEnd.*", ""),
                out("websocket/refused-stream", ",\"streamEnd\":true", ""),
                out("websocket/event-ids", "\"eventId\":\"[0-9]+\"", "\"eventId\":\"1\""),
                in(
                        "websocket/resume",
                        message -> message.replace("\"Last-Event-ID\":\"1\"", "\"Last-Event-ID\":\"0\"")),
                out("websocket/resume", "\"id\":\"rest\",(.*)\"eventId\":\"", "\"id\":\"rest\",$1\"eventId\":\"1"),
                in("websocket/cancel-stream", message -> message.contains("cancelStream") ? "" : message),
                in(
                        "websocket/id-in-use",
                        message -> message.contains("GetTask") ? message.replace("taken", "other") : message),
                over(
                        WEBSOCKET,
                        "websocket/caller-leaves",
                        result(GET_TASK, task -> Fault.status(task).put("state", "TASK_STATE_CANCELED"))));
    }
}
