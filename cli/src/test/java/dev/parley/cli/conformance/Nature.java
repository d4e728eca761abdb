package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What an agent under test is like: what it declares, and where it is wrong. Without a fault it is right.
 *
 * @param full whether it streams, pushes and has an extended card
 * @param card spoils the card, or adds to it
 */
record Nature(
        boolean full,
        UnaryOperator<ObjectNode> card,
        Calls calls,
        Results results,
        Events events,
        Http http,
        Socket socket,
        boolean grpcErrorInfo) {
    /** Does a call otherwise; the last argument does it right. */
    interface Calls {
        ObjectNode call(A2aMethod method, ObjectNode params, Map<String, String> parameters, Right right);
    }

    interface Right {
        ObjectNode call();
    }

    /** Spoils a result. */
    interface Results {
        ObjectNode spoil(A2aMethod method, ObjectNode result);
    }

    /** Spoils an event of a stream: none, one or more come instead. */
    interface Events {
        List<ObjectNode> spoil(int number, ObjectNode event);
    }

    /** An answer of the two HTTP bindings on its way out. */
    record Answer(int status, String type, Map<String, String> headers, String body) {
        Answer body(String other) {
            return new Answer(status, type, headers, other);
        }

        Answer type(String other) {
            return new Answer(status, other, headers, body);
        }

        Answer headers(Map<String, String> other) {
            return new Answer(status, type, other, body);
        }

        Answer status(int other) {
            return new Answer(other, type, headers, body);
        }
    }

    /** Spoils an HTTP answer; the request's method, path and body are at hand. */
    interface Http {
        Answer spoil(String request, Answer answer);
    }

    /**
     * A WebSocket.
     *
     * @param isStrict whether handshakes and binary messages are judged
     * @param in spoils a message on its way in; an empty one is ignored
     * @param out spoils a message on its way out: none, one or more lines come instead
     */
    record Socket(boolean isStrict, UnaryOperator<String> in, UnaryOperator<String> out) {}

    static Nature right() {
        return new Nature(
                true,
                card -> card,
                (method, params, parameters, right) -> right.call(),
                (method, result) -> result,
                (number, event) -> List.of(event),
                (request, answer) -> answer,
                new Socket(true, frame -> frame, frame -> frame),
                true);
    }

    /** Declares no streaming, no push and no extended card. */
    Nature modest() {
        return new Nature(false, card, calls, results, events, http, socket, grpcErrorInfo);
    }

    Nature card(UnaryOperator<ObjectNode> other) {
        return new Nature(full, other, calls, results, events, http, socket, grpcErrorInfo);
    }

    Nature calls(Calls other) {
        return new Nature(full, card, other, results, events, http, socket, grpcErrorInfo);
    }

    Nature results(Results other) {
        return new Nature(full, card, calls, other, events, http, socket, grpcErrorInfo);
    }

    Nature events(Events other) {
        return new Nature(full, card, calls, results, other, http, socket, grpcErrorInfo);
    }

    Nature http(Http other) {
        return new Nature(full, card, calls, results, events, other, socket, grpcErrorInfo);
    }

    Nature socket(Socket other) {
        return new Nature(full, card, calls, results, events, http, other, grpcErrorInfo);
    }

    Nature withoutGrpcErrorInfo() {
        return new Nature(full, card, calls, results, events, http, socket, false);
    }
}
