package dev.parley.edge.http;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.connection.RootedRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * What the HTTP server itself refuses, in the form of the path: a JSON-RPC error where JSON-RPC is spoken, else the REST
 * form. A message of the server's own is never passed on, for it may quote internals.
 */
@Singleton
final class Faults implements ErrorResponseProcessor<byte[]> {
    private static final Pattern JSON_RPC = Pattern.compile("(/agents/[^/]+)?(/execute)?/*");

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
        return isJsonRpc(request) ? Replies.jsonRpcError("null", error) : Replies.restError(error);
    }

    private static boolean isJsonRpc(HttpRequest<?> request) {
        String path = request.getPath();
        return request.getMethod() == HttpMethod.POST && JSON_RPC.matcher(path).matches();
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
        return Replies.json(httpStatus, new Fault(httpStatus, status, message, null).toJson());
    }

    static String phrase(int httpStatus) {
        try {
            return HttpStatus.valueOf(httpStatus).getReason();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
