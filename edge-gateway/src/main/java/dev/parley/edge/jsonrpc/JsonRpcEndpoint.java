package dev.parley.edge.jsonrpc;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.http.JsonContent;
import dev.parley.edge.http.Replies;
import dev.parley.edge.http.RequestMetrics;
import dev.parley.edge.operations.Activation;
import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.JsonRpcException;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON-RPC request, from its bytes to its response: authenticate, read and validate, version, operation. Every failure
 * becomes an error with the request's id exactly as it was sent.
 */
@Singleton
final class JsonRpcEndpoint {
    private static final Logger log = LoggerFactory.getLogger(JsonRpcEndpoint.class);

    private final CallerScope callers;
    private final ProtocolVersion version;
    private final UnaryOperations unary;
    private final StreamOperations streams;

    JsonRpcEndpoint(CallerScope callers, ProtocolVersion version, UnaryOperations unary, StreamOperations streams) {
        this.callers = callers;
        this.version = version;
        this.unary = unary;
        this.streams = streams;
    }

    /** @param agentId the agent in the path, or the mesh's own empty id */
    HttpResponse<?> answer(String agentId, HttpRequest<?> http, byte[] body) {
        try {
            return callers.run(http, () -> answerAsCaller(agentId, http, body));
        } catch (A2aException error) {
            return failure(http, "null", error);
        }
    }

    private HttpResponse<?> answerAsCaller(String agentId, HttpRequest<?> http, byte[] body) {
        JsonContent.require(http);
        JsonRpcRequest request;
        try {
            request = JsonRpcRequest.read(body);
        } catch (JsonRpcException e) {
            return failure(http, e.idToken(), versionFirst(http, e));
        }
        RequestMetrics.method(http, request.method().wireName());
        try {
            version.check(http, request.version());
            Set<String> extensions = Activation.of(CallHeaders.of(http));
            MutableHttpResponse<?> response = request.method().streaming()
                    ? streams.open(agentId, http, request, extensions)
                    : unary.call(agentId, http, request, extensions);
            if (!extensions.isEmpty()) {
                response.header(Activation.HEADER, String.join(", ", extensions));
            }
            return response;
        } catch (A2aException error) {
            return failure(http, request, error);
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("method", request.method().wireName())
                    .addKeyValue("agent_id", agentId)
                    .setCause(e)
                    .log("unexpected failure of a call");
            return failure(http, request, new A2aException(A2aErrorCode.INTERNAL_ERROR, "Internal error"));
        }
    }

    /** Params that are wrong may be right in the version that the caller states: then that is what is wrong. */
    private A2aException versionFirst(HttpRequest<?> http, JsonRpcException unreadable) {
        Optional<A2aVersion> called = unreadable.version();
        if (called.isEmpty() || unreadable.error().code() != A2aErrorCode.INVALID_PARAMS) {
            return unreadable.error();
        }
        try {
            version.check(http, called.get());
            return unreadable.error();
        } catch (A2aException wrongVersion) {
            return wrongVersion;
        }
    }

    private static HttpResponse<?> failure(HttpRequest<?> http, JsonRpcRequest request, A2aException error) {
        RequestMetrics.error(http, error.code());
        return Replies.jsonRpcError(request, error);
    }

    private static HttpResponse<?> failure(HttpRequest<?> http, String idToken, A2aException error) {
        RequestMetrics.error(http, error.code());
        return Replies.jsonRpcError(idToken, error);
    }
}
