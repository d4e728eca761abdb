package dev.parley.edge.httpjson;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.ExtensionHeaders;
import dev.parley.edge.http.RequestMetrics;
import dev.parley.edge.http.RequestTraces;
import dev.parley.edge.operations.A2aCall;
import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.edge.trace.RequestSpans;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.ErrorTable;
import dev.parley.proto.jsonrpc.A2aMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every request has in common: caller, version, extensions, and what its failures look like. */
@Singleton
final class HttpJsonEndpoint {
    private static final Logger log = LoggerFactory.getLogger(HttpJsonEndpoint.class);

    private final CallerScope callers;
    private final ProtocolVersion version;
    private final ErrorTable errors;

    HttpJsonEndpoint(CallerScope callers, ProtocolVersion version, EdgeConfig config) {
        this.callers = callers;
        this.version = version;
        this.errors = config.errors();
    }

    HttpResponse<?> error(HttpRequest<?> http, A2aException error) {
        return HttpJsonReplies.error(http, error, errors);
    }

    /** @param agentId the agent in the path, or the mesh's own empty id */
    HttpResponse<?> answer(
            String agentId,
            HttpRequest<?> http,
            A2aMethod method,
            Function<A2aCall, MutableHttpResponse<?>> operation) {
        return answer(agentId, http, A2aVersion.V1_0, method, operation);
    }

    /** @param called the version whose words the operation reads and writes; errors are written in them, too */
    HttpResponse<?> answer(
            String agentId,
            HttpRequest<?> http,
            A2aVersion called,
            A2aMethod method,
            Function<A2aCall, MutableHttpResponse<?>> operation) {
        RequestMetrics.method(http, method.wireName());
        try {
            return callers.run(http, () -> answerAsCaller(agentId, http, called, operation));
        } catch (A2aException error) {
            RequestSpans.failed(RequestTraces.of(http), error.code());
            return error(http, called, method, error);
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("method", method.wireName())
                    .addKeyValue("agent_id", agentId)
                    .setCause(e)
                    .log("unexpected failure of a call");
            return error(http, called, method, new A2aException(A2aErrorCode.INTERNAL_ERROR, "Internal error"));
        }
    }

    private HttpResponse<?> answerAsCaller(
            String agentId,
            HttpRequest<?> http,
            A2aVersion called,
            Function<A2aCall, MutableHttpResponse<?>> operation) {
        version.check(http, called);
        A2aCall call = A2aCall.of(agentId, "$", CallHeaders.of(http), called);
        MutableHttpResponse<?> response = operation.apply(call);
        if (!call.extensions().isEmpty()) {
            response.header(ExtensionHeaders.answered(called), String.join(", ", call.extensions()));
        }
        return response;
    }

    private HttpResponse<?> error(HttpRequest<?> http, A2aVersion called, A2aMethod method, A2aException error) {
        return switch (called) {
            case V1_0 -> error(http, error);
            case V0_3 -> V03HttpJsonReplies.error(method, error);
        };
    }
}
