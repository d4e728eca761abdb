package dev.parley.edge.jsonrpc;

import dev.parley.edge.connection.Answer;
import dev.parley.edge.operations.TaskEvents;
import dev.parley.edge.stream.EventForm;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one JSON-RPC call is answered with, whichever transport carries it. */
public sealed interface JsonRpcAnswer {
    /**
     * @param body the whole response
     * @param answer what must be withdrawn if the response does not reach the caller
     * @param extensions those that the call activated
     */
    record Result(JsonRpcRequest request, byte[] body, Optional<Answer> answer, Set<String> extensions)
            implements JsonRpcAnswer {}

    /** The answer to a method of an extension; {@code body} is the whole response. */
    record Extra(String method, byte[] body) implements JsonRpcAnswer {}

    /**
     * A stream that nobody reads yet.
     *
     * @param form its events and errors, each a whole response
     * @param extensions those that the call activated
     */
    record Events(JsonRpcRequest request, EventForm form, TaskEvents<?> events, Set<String> extensions)
            implements JsonRpcAnswer {}

    /**
     * @param request null when it could not be read
     * @param body the whole response
     */
    record Failure(@Nullable JsonRpcRequest request, byte[] body, A2aException error) implements JsonRpcAnswer {
        /** Empty when it could not be read. */
        public Optional<A2aMethod> method() {
            return Optional.ofNullable(request).map(JsonRpcRequest::method);
        }

        /** Whether a stream was asked for. */
        public boolean isOfStream() {
            return method().filter(A2aMethod::streaming).isPresent();
        }
    }
}
