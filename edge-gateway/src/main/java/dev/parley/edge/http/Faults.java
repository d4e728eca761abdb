package dev.parley.edge.http;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.connection.RootedRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;

/**
 * What the HTTP server itself refuses, in the form of the path. A message of the server's own is never passed on, for it may
 * quote internals.
 */
@Singleton
final class Faults implements ErrorResponseProcessor<byte[]> {
    private final EdgeConfig config;

    Faults(EdgeConfig config) {
        this.config = config;
    }

    @Override
    public MutableHttpResponse<byte[]> processResponse(ErrorContext context, MutableHttpResponse<?> base) {
        HttpRequest<?> request = context.getRequest();
        MutableHttpResponse<byte[]> response = switch (base.code()) {
            case 413 -> error(request, tooLarge());
            case 415 -> error(request, JsonContent.unsupported(request));
            case 400 -> error(request, new A2aException(A2aErrorCode.INVALID_REQUEST, "The request is malformed"));
            case 404, 405 -> refused(request, base.code());
            default -> error(request, new A2aException(A2aErrorCode.INTERNAL_ERROR, "Internal error"));
        };
        base.getHeaders().forEachValue((name, value) -> {
            if (!name.equalsIgnoreCase("content-type") && !name.equalsIgnoreCase("content-length")) {
                response.header(name, value);
            }
        });
        return response;
    }

    /** An error in the form of its path. */
    static MutableHttpResponse<byte[]> error(HttpRequest<?> request, A2aException error) {
        return switch (ErrorForm.of(request)) {
            case JSON_RPC -> Replies.jsonRpcError(request, error);
            case V03_HTTP_JSON -> Replies.retryAfter(v03(V03Fault.of(error)), error);
            case DETAIL -> Replies.retryAfter(Replies.detail(Fault.of(error).httpStatus(), error.text()), error);
            case TYPED -> Replies.restError(error);
        };
    }

    private static MutableHttpResponse<byte[]> v03(V03Fault fault) {
        return Replies.json(fault.fault().httpStatus(), fault.toJson());
    }

    private A2aException tooLarge() {
        return new A2aException(
                A2aErrorCode.PAYLOAD_TOO_LARGE,
                "The body is too large (expected: at most " + config.maxBodyBytes() + " bytes)");
    }

    private static MutableHttpResponse<byte[]> refused(HttpRequest<?> request, int httpStatus) {
        String message = httpStatus == 404
                ? "Path " + RootedRequest.pathAsSent(request)
                        + " does not exist (expected: / or /agents/{id}, one of A2A's HTTP+JSON paths below"
                        + " them, /.well-known/agent-card.json, /health, or a path of /api/v1/openapi.json)"
                : request.getMethodName() + " " + RootedRequest.pathAsSent(request)
                        + " is not served (expected: a method of the header Allow)";
        String status = httpStatus == 404 ? "NOT_FOUND" : "UNIMPLEMENTED";
        Fault fault = new Fault(httpStatus, status, message, null);
        return ErrorForm.of(request) == ErrorForm.V03_HTTP_JSON
                ? v03(new V03Fault(fault, A2aErrorCode.METHOD_NOT_FOUND))
                : Replies.json(httpStatus, fault.toJson());
    }

    static String phrase(int httpStatus) {
        try {
            return HttpStatus.valueOf(httpStatus).getReason();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
