package dev.parley.edge.httpjson;

import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.card.ExtendedCards;
import dev.parley.edge.connection.Connection;
import dev.parley.edge.http.Query;
import dev.parley.edge.operations.Operations;
import dev.parley.edge.operations.Sent;
import dev.parley.proto.a2a.v1.GetExtendedAgentCardRequest;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.json.Completeness;
import dev.parley.proto.jsonrpc.A2aMethod;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/**
 * The paths of messages and of the extended card: at the mesh itself, at {@code /agents/{id}}, and at
 * {@code /{id}}, where A2A has its {@code tenant}. Content types are judged with the request.
 */
@Controller
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class HttpJsonController {
    private final HttpJsonEndpoint endpoint;
    private final HttpJsonStreams streams;
    private final Operations operations;
    private final V03HttpJson v03;
    private final ExtendedCards extendedCards;
    private final Completeness completeness;

    HttpJsonController(
            HttpJsonEndpoint endpoint,
            HttpJsonStreams streams,
            Operations operations,
            V03HttpJson v03,
            ExtendedCards extendedCards,
            Completeness completeness) {
        this.endpoint = endpoint;
        this.streams = streams;
        this.operations = operations;
        this.v03 = v03;
        this.extendedCards = extendedCards;
        this.completeness = completeness;
    }

    @Post(uris = {"/message:send", "/agents/{agent}/message:send", "/{agent}/message:send"})
    HttpResponse<?> send(
            @PathVariable(defaultValue = Endpoints.MESH) String agent,
            HttpRequest<?> http,
            @Body @Bindable(defaultValue = "") byte[] body) {
        if (V03HttpJson.isMeant(http, body)) {
            return v03.send(agent, http, body);
        }
        return endpoint.answer(agent, http, A2aMethod.SEND_MESSAGE, call -> {
            Sent sent = operations.send(
                    call, RequestBody.readComplete(http, body, SendMessageRequest.getDefaultInstance(), completeness));
            return Connection.delivering(http, HttpJsonReplies.result(http, sent.response()), sent.answer());
        });
    }

    @Post(uris = {"/message:stream", "/agents/{agent}/message:stream", "/{agent}/message:stream"})
    HttpResponse<?> stream(
            @PathVariable(defaultValue = Endpoints.MESH) String agent,
            HttpRequest<?> http,
            @Body @Bindable(defaultValue = "") byte[] body) {
        if (V03HttpJson.isMeant(http, body)) {
            return v03.stream(agent, http, body);
        }
        return endpoint.answer(
                agent,
                http,
                A2aMethod.SEND_STREAMING_MESSAGE,
                call -> streams.open(
                        http,
                        operations.stream(
                                call,
                                RequestBody.readComplete(
                                        http, body, SendMessageRequest.getDefaultInstance(), completeness))));
    }

    @Get(uris = {"/extendedAgentCard", "/agents/{agent}/extendedAgentCard", "/{agent}/extendedAgentCard"})
    HttpResponse<?> extendedCard(@PathVariable(defaultValue = Endpoints.MESH) String agent, HttpRequest<?> http) {
        if (V03HttpJson.isStated(http)) {
            return v03.extendedCard(agent, http);
        }
        return endpoint.answer(agent, http, A2aMethod.GET_EXTENDED_AGENT_CARD, call -> {
            GetExtendedAgentCardRequest.Builder wanted = GetExtendedAgentCardRequest.newBuilder();
            new Query(http).text("tenant").ifPresent(wanted::setTenant);
            return HttpJsonReplies.result(
                            http, extendedCards.get(call, wanted.build(), extendedCards.at(http), A2aVersion.V1_0))
                    .header(HttpHeaders.CACHE_CONTROL, "no-store");
        });
    }
}
