package dev.parley.edge.jsonrpc;

import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.calls.Intake;
import dev.parley.edge.calls.SendCalls;
import dev.parley.edge.calls.TaskCalls;
import dev.parley.edge.stream.EventForm;
import dev.parley.edge.stream.TaskStreams;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SubscribeToTaskCall;
import dev.parley.proto.task.v1.TaskEvent;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.Set;

/** The operations that answer with a stream. */
@Singleton
final class StreamOperations {
    private final SendCalls sends;
    private final TaskCalls tasks;
    private final Endpoints endpoints;
    private final TaskStreams streams;

    StreamOperations(SendCalls sends, TaskCalls tasks, Endpoints endpoints, TaskStreams streams) {
        this.sends = sends;
        this.tasks = tasks;
        this.endpoints = endpoints;
        this.streams = streams;
    }

    /**
     * @throws A2aException what is refused before the first event
     */
    MutableHttpResponse<?> open(String agentId, HttpRequest<?> http, JsonRpcRequest request, Set<String> extensions) {
        Wrapped form = new Wrapped(request);
        return switch (request.method()) {
            case SEND_STREAMING_MESSAGE -> {
                SendMessageRequest message = (SendMessageRequest) request.params();
                SendMessageCall call = sends.prepare(agentId, message, Intake.of(http, message, extensions));
                yield streams.<SendMessageCall>open(http, form, observer -> tasks.stream(call, observer));
            }
            case SUBSCRIBE_TO_TASK -> subscribe(agentId, http, (SubscribeToTaskRequest) request.params(), form);
            default -> throw new IllegalArgumentException(request.method() + " (expected: an operation with a stream)");
        };
    }

    private MutableHttpResponse<?> subscribe(
            String path, HttpRequest<?> http, SubscribeToTaskRequest request, EventForm form) {
        String agentId = endpoints.resolve(path, request.getTenant());
        SubscribeToTaskCall.Builder call = SubscribeToTaskCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(request.toBuilder().clearTenant());
        Intake.lastEventId(http).ifPresent(call::setAfterSequence);
        return endpoints.reading(
                agentId,
                () -> streams.<SubscribeToTaskCall>open(
                        http, form, observer -> tasks.subscribe(call.build(), observer)));
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
