package dev.parley.edge.jsonrpc;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.operations.A2aCall;
import dev.parley.edge.operations.Operations;
import dev.parley.edge.stream.EventForm;
import dev.parley.edge.stream.TaskStreams;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import dev.parley.proto.task.v1.TaskEvent;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.Set;

/** The operations that answer with a stream. */
@Singleton
final class StreamOperations {
    private final Operations operations;
    private final TaskStreams streams;

    StreamOperations(Operations operations, TaskStreams streams) {
        this.operations = operations;
        this.streams = streams;
    }

    /**
     * @throws A2aException what is refused before the first event
     */
    MutableHttpResponse<?> open(String agentId, HttpRequest<?> http, JsonRpcRequest request, Set<String> extensions) {
        A2aCall call = new A2aCall(agentId, "$.params", CallHeaders.of(http), extensions, request.version());
        Wrapped form = new Wrapped(request);
        return switch (request.method()) {
            case SEND_STREAMING_MESSAGE ->
                streams.open(http, form, operations.stream(call, (SendMessageRequest) request.params())::start);
            case SUBSCRIBE_TO_TASK ->
                streams.open(http, form, operations.subscribe(call, (SubscribeToTaskRequest) request.params())::start);
            default -> throw new IllegalArgumentException(request.method() + " (expected: an operation with a stream)");
        };
    }

    /** Every event is the result of the one request. */
    private record Wrapped(JsonRpcRequest request) implements EventForm {
        @Override
        public byte[] event(TaskEvent event) {
            return JsonRpcReplies.result(request, event.getEvent());
        }

        @Override
        public byte[] error(A2aException error) {
            return JsonRpcReplies.error(request, error);
        }
    }
}
