package dev.parley.cli.conformance;

import static dev.parley.cli.conformance.Fault.aMessage;
import static dev.parley.cli.conformance.Fault.body;
import static dev.parley.cli.conformance.Fault.card;
import static dev.parley.cli.conformance.Fault.fault;
import static dev.parley.cli.conformance.Fault.http;
import static dev.parley.cli.conformance.Fault.noError;
import static dev.parley.cli.conformance.Fault.otherError;
import static dev.parley.cli.conformance.Fault.over;
import static dev.parley.cli.conformance.wire.Binding.GRPC;
import static dev.parley.cli.conformance.wire.Binding.HTTP_JSON;
import static dev.parley.proto.jsonrpc.A2aMethod.CANCEL_TASK;
import static dev.parley.proto.jsonrpc.A2aMethod.SEND_MESSAGE;

import dev.parley.cli.conformance.wire.SpecError;
import java.util.List;
import java.util.stream.Stream;

/** What agents get wrong in errors and in the form of a binding. */
final class FaultsOfForms {
    private FaultsOfForms() {}

    static Stream<Fault> all() {
        return Stream.of(errors(), jsonRpc(), rest()).flatMap(List::stream);
    }

    private static List<Fault> errors() {
        Nature lenient = noError(SEND_MESSAGE, aMessage());
        return List.of(
                fault("errors/no-message", lenient),
                over(GRPC, "errors/no-message", lenient),
                fault("errors/no-parts", lenient),
                fault("errors/empty-parts", lenient),
                fault("errors/no-role", lenient),
                fault("errors/no-message-id", lenient),
                fault("errors/unknown-role", lenient),
                fault("errors/wrong-type", lenient),
                fault("errors/table", otherError(CANCEL_TASK, SpecError.UNSUPPORTED_OPERATION)),
                fault("errors/message", body("POST /rpc", "\"message\":\"[^\"]*\"", "\"message\":\"\"")),
                over(GRPC, "errors/error-info", Nature.right().withoutGrpcErrorInfo()),
                over(HTTP_JSON, "errors/error-info", body("GET /rest", "a2a-protocol", "example")),
                over(HTTP_JSON, "errors/error-info", body("POST /rest", "a2a-protocol", "example")),
                over(HTTP_JSON, "errors/error-info", body("GET /rest", "\"reason\":\"VERSION_NOT_SUPPORTED\",", "")),
                fault("errors/error-info-jsonrpc", body("POST /rpc", "a2a-protocol", "example")),
                fault("errors/error-info-jsonrpc", body("POST /rpc", "\"reason\":\"TASK_NOT_CANCELABLE\",", "")),
                over(HTTP_JSON, "errors/authentication", card(Variants::demandCredentials)));
    }

    private static Fault jsonRpc(String check, String from, String to) {
        return fault(check, body("POST /rpc", from, to));
    }

    private static List<Fault> jsonRpc() {
        return List.of(
                jsonRpc("jsonrpc/envelope", "\"jsonrpc\":\"2.0\",", ""),
                jsonRpc("jsonrpc/envelope", "\"id\":\"an-id\"", "\"id\":null"),
                jsonRpc("jsonrpc/envelope", "\"result\":", "\"error\":null,\"result\":"),
                jsonRpc("jsonrpc/number-id", "4711", "\"4711\""),
                fault("jsonrpc/media-type", http("POST /rpc", answer -> answer.type("text/html"))),
                jsonRpc("jsonrpc/malformed", "-32700", "-32603"),
                jsonRpc("jsonrpc/no-version", "-32600", "-32603"),
                jsonRpc("jsonrpc/no-method", "-32600", "-32603"),
                jsonRpc("jsonrpc/not-an-object", "-32600", "-32603"),
                jsonRpc("jsonrpc/unknown-method", "-32601", "-32603"),
                jsonRpc("jsonrpc/wrong-params", "-32602", "-32603"),
                jsonRpc("jsonrpc/error-data", "\"data\":\\[(.*)\\]", "\"data\":$1"),
                jsonRpc("jsonrpc/batch", "-32600", "-32603"),
                jsonRpc("jsonrpc/content-type", "\"error\":.*\\}\\]\\}", "\"result\":{}"));
    }

    private static Fault rest(String check, String request, int status) {
        return over(HTTP_JSON, check, http(request, answer -> answer.status(status)));
    }

    private static List<Fault> rest() {
        return List.of(
                over(HTTP_JSON, "rest/error-body", body("GET /rest", "\"status\":\"NOT_FOUND\",", "")),
                over(HTTP_JSON, "rest/error-body", body("GET /rest", "\"code\":404", "\"code\":400")),
                over(HTTP_JSON, "rest/details", body("GET /rest", "@type", "type")),
                over(HTTP_JSON, "rest/media-type", http("/rest", answer -> answer.type("text/html"))),
                over(HTTP_JSON, "rest/a2a-media-type", http("/rest", answer -> answer.type("application/json"))),
                rest("rest/malformed", "/message:send", 500),
                rest("rest/unknown-path", "/coffee", 500),
                rest("rest/wrong-verb", "GET /rest/message:send", 200),
                rest("rest/wrong-query", "/tasks?", 500),
                rest("rest/content-type", "/message:send", 200));
    }
}
