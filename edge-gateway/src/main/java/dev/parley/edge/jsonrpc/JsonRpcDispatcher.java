package dev.parley.edge.jsonrpc;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.card.CalledAt;
import dev.parley.edge.operations.A2aCall;
import dev.parley.edge.operations.Activation;
import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.edge.trace.RequestSpans;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.Completeness;
import dev.parley.proto.jsonrpc.JsonRpcException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON-RPC call, from its bytes to its answer, for every transport that carries JSON-RPC: read and validate, version,
 * operation. Called as the request's principal, never from an event loop; throws nothing.
 */
@Singleton
public final class JsonRpcDispatcher {
    private static final Logger log = LoggerFactory.getLogger(JsonRpcDispatcher.class);

    private final Completeness completeness;
    private final ProtocolVersion version;
    private final ExtensionMethods extensionMethods;
    private final ClientTasks clientTasks;
    private final UnaryOperations unary;
    private final StreamOperations streams;

    JsonRpcDispatcher(
            Completeness completeness,
            ProtocolVersion version,
            ExtensionMethods extensionMethods,
            ClientTasks clientTasks,
            UnaryOperations unary,
            StreamOperations streams) {
        this.completeness = completeness;
        this.version = version;
        this.extensionMethods = extensionMethods;
        this.clientTasks = clientTasks;
        this.unary = unary;
        this.streams = streams;
    }

    /**
     * @param agentId the agent in the path, or the mesh's own empty id
     * @param headers what came beside the body
     * @param at where the caller called, asked for where an answer has URLs in it
     * @param stated the version that the caller states, if it does
     */
    public JsonRpcAnswer dispatch(
            String agentId, CallHeaders headers, Supplier<CalledAt> at, @Nullable String stated, byte[] body) {
        JsonRpcRequest request;
        try {
            request = JsonRpcRequest.read(body, completeness);
        } catch (JsonRpcException e) {
            return unread(agentId, at, stated, body, e);
        }
        try {
            version.check(stated, request.version());
            RequestSpans.linkTo(request.context()::get);
            Set<String> extensions = Activation.of(headers);
            A2aCall call =
                    new A2aCall(agentId, "$.params", headers.orElse(request.context()), extensions, request.version());
            return clientTasks.run(call, request, (meant, read) -> run(meant, read, at));
        } catch (A2aException error) {
            return failure(request, error);
        } catch (RuntimeException e) {
            return failure(request, unexpected(request.method().wireName(), agentId, e));
        }
    }

    /**
     * What is wrong with what cannot be a call where it came, for want of an id by which its answer would be known. Runs
     * nothing; for any thread.
     *
     * @param stated the version that the caller states, if it does
     */
    public JsonRpcAnswer.Failure refuse(@Nullable String stated, byte[] body) {
        try {
            return failure(
                    JsonRpcRequest.read(body, completeness),
                    new A2aException(A2aErrorCode.INVALID_REQUEST, "$.id: null (expected: a string or a number)"));
        } catch (JsonRpcException e) {
            return refusal(stated, e);
        }
    }

    private JsonRpcAnswer.Failure refusal(@Nullable String stated, JsonRpcException unreadable) {
        A2aException error = versionFirst(stated, unreadable);
        return refusal(stated, unreadable, error);
    }

    private static JsonRpcAnswer.Failure refusal(
            @Nullable String stated, JsonRpcException unreadable, A2aException error) {
        return new JsonRpcAnswer.Failure(
                null, JsonRpcReplies.error(unreadable, ProtocolVersion.assumed(stated), error), error);
    }

    /** What A2A does not know as a call may be one of ours. */
    private JsonRpcAnswer unread(
            String agentId, Supplier<CalledAt> at, @Nullable String stated, byte[] body, JsonRpcException unreadable) {
        A2aException error;
        try {
            Optional<JsonRpcAnswer> extra = extensionMethods.answer(agentId, at, stated, body, unreadable);
            if (extra.isPresent()) {
                return extra.get();
            }
            return refusal(stated, unreadable);
        } catch (A2aException refused) {
            error = refused;
        } catch (RuntimeException e) {
            error = unexpected("of an extension", agentId, e);
        }
        return refusal(stated, unreadable, error);
    }

    private static A2aException unexpected(String method, String agentId, RuntimeException cause) {
        log.atError()
                .addKeyValue("method", method)
                .addKeyValue("agent_id", agentId)
                .setCause(cause)
                .log("unexpected failure of a call");
        return new A2aException(A2aErrorCode.INTERNAL_ERROR, "Internal error");
    }

    private JsonRpcAnswer run(A2aCall call, JsonRpcRequest request, Supplier<CalledAt> at) {
        return request.method().streaming() ? streams.open(call, request) : unary.call(call, request, at);
    }

    /** The error of a call in the version it came in. */
    static JsonRpcAnswer.Failure failure(JsonRpcRequest request, A2aException error) {
        return new JsonRpcAnswer.Failure(request, JsonRpcReplies.error(request, error), error);
    }

    /** Params that are wrong may be right in the version that the caller states: then that is what is wrong. */
    private A2aException versionFirst(@Nullable String stated, JsonRpcException unreadable) {
        Optional<A2aVersion> called = unreadable.version();
        if (called.isEmpty() || unreadable.error().code() != A2aErrorCode.INVALID_PARAMS) {
            return unreadable.error();
        }
        try {
            version.check(stated, called.get());
            return unreadable.error();
        } catch (A2aException wrongVersion) {
            return wrongVersion;
        }
    }
}
