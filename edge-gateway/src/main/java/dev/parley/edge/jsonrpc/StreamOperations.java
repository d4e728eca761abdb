package dev.parley.edge.jsonrpc;

import dev.parley.edge.operations.A2aCall;
import dev.parley.edge.operations.Operations;
import dev.parley.edge.operations.TaskEvents;
import dev.parley.edge.stream.EventForm;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import dev.parley.proto.task.v1.TaskEvent;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;

/** The operations that answer with a stream. */
@Singleton
final class StreamOperations {
    private final Operations operations;

    StreamOperations(Operations operations) {
        this.operations = operations;
    }

    /**
     * @throws A2aException what is refused before the stream begins
     */
    JsonRpcAnswer.Events open(A2aCall call, JsonRpcRequest request) {
        return new JsonRpcAnswer.Events(request, new Wrapped(request), events(call, request), call.extensions());
    }

    private TaskEvents<?> events(A2aCall call, JsonRpcRequest request) {
        return switch (request.method()) {
            case SEND_STREAMING_MESSAGE -> operations.stream(call, (SendMessageRequest) request.params());
            case SUBSCRIBE_TO_TASK -> operations.subscribe(call, (SubscribeToTaskRequest) request.params());
            default -> throw new IllegalArgumentException(request.method() + " (expected: an operation with a stream)");
        };
    }

    /** Every event is a result of the one request. Of one stream, for in some versions an event depends on those before. */
    private static final class Wrapped implements EventForm {
        private final JsonRpcRequest request;
        private final Function<StreamResponse, List<byte[]>> events;

        Wrapped(JsonRpcRequest request) {
            this.request = request;
            this.events = JsonRpcReplies.events(request);
        }

        @Override
        public List<byte[]> events(TaskEvent event) {
            return events.apply(event.getEvent());
        }

        @Override
        public byte[] event(TaskEvent event) {
            return events(event).getLast();
        }

        @Override
        public byte[] error(A2aException error) {
            return JsonRpcReplies.error(request, error);
        }
    }
}
