package dev.parley.edge.jsonrpc;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.ExtensionHeaders;
import dev.parley.edge.card.ExtendedCards;
import dev.parley.edge.connection.Connection;
import dev.parley.edge.http.JsonContent;
import dev.parley.edge.http.Replies;
import dev.parley.edge.http.RequestMetrics;
import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.edge.operations.TaskEvents;
import dev.parley.edge.stream.EventForm;
import dev.parley.edge.stream.StreamRefusal;
import dev.parley.edge.stream.TaskStreams;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.JsonRpcRequest;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * JSON-RPC over HTTP POST: authenticates, and gives the answer of the call as a response or as an event stream. Every
 * failure becomes an error with the request's id exactly as it was sent.
 */
@Singleton
final class JsonRpcEndpoint {
    private final CallerScope callers;
    private final JsonRpcDispatcher dispatcher;
    private final ExtendedCards extendedCards;
    private final TaskStreams streams;

    JsonRpcEndpoint(
            CallerScope callers, JsonRpcDispatcher dispatcher, ExtendedCards extendedCards, TaskStreams streams) {
        this.callers = callers;
        this.dispatcher = dispatcher;
        this.extendedCards = extendedCards;
        this.streams = streams;
    }

    /** @param agentId the agent in the path, or the mesh's own empty id */
    HttpResponse<?> answer(String agentId, HttpRequest<?> http, byte[] body) {
        try {
            return callers.run(http, () -> answerAsCaller(agentId, http, body));
        } catch (A2aException error) {
            RequestMetrics.error(http, error.code());
            return StreamRefusal.of(http, false, Replies.jsonRpcError(http, error));
        }
    }

    private HttpResponse<?> answerAsCaller(String agentId, HttpRequest<?> http, byte[] body) {
        JsonContent.require(http);
        return switch (dispatcher.dispatch(
                agentId, CallHeaders.of(http), () -> extendedCards.at(http), ProtocolVersion.text(http), body)) {
            case JsonRpcAnswer.Result result -> result(http, result);
            case JsonRpcAnswer.Extra extra -> {
                RequestMetrics.method(http, extra.method());
                yield Replies.json(200, extra.body());
            }
            case JsonRpcAnswer.Events events -> stream(http, events);
            case JsonRpcAnswer.Failure failure -> failure(http, failure);
        };
    }

    private static HttpResponse<?> result(HttpRequest<?> http, JsonRpcAnswer.Result result) {
        RequestMetrics.method(http, result.request().method().wireName());
        MutableHttpResponse<byte[]> response =
                activated(Replies.json(200, result.body()), result.request(), result.extensions());
        return result.answer()
                .map(answer -> Connection.delivering(http, response, answer))
                .orElse(response);
    }

    private HttpResponse<?> stream(HttpRequest<?> http, JsonRpcAnswer.Events stream) {
        RequestMetrics.method(http, stream.request().method().wireName());
        try {
            return activated(open(http, stream.form(), stream.events()), stream.request(), stream.extensions());
        } catch (A2aException refused) {
            return failure(http, JsonRpcDispatcher.failure(stream.request(), refused));
        }
    }

    private <Q> MutableHttpResponse<?> open(HttpRequest<?> http, EventForm form, TaskEvents<Q> events) {
        return streams.open(http, form, events::start);
    }

    private static <B> MutableHttpResponse<B> activated(
            MutableHttpResponse<B> response, JsonRpcRequest request, Set<String> extensions) {
        return extensions.isEmpty()
                ? response
                : response.header(ExtensionHeaders.answered(request.version()), String.join(", ", extensions));
    }

    private static HttpResponse<?> failure(HttpRequest<?> http, JsonRpcAnswer.Failure failure) {
        failure.method().ifPresent(method -> RequestMetrics.method(http, method.wireName()));
        RequestMetrics.error(http, failure.error().code());
        boolean olderStream =
                failure.request() != null && failure.request().version() == A2aVersion.V0_3 && failure.isOfStream();
        return StreamRefusal.of(http, olderStream, Replies.jsonRpcError(failure.body(), failure.error()));
    }
}
