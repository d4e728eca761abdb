package dev.parley.edge.httpjson;

import dev.parley.edge.calls.Endpoints;
import io.micronaut.core.bind.annotation.Bindable;
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

/** The paths of 0.3, which all begin with its version: at the mesh itself and at {@code /agents/{id}}. */
@Controller
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class V03HttpJsonController {
    private final V03HttpJson v03;

    V03HttpJsonController(V03HttpJson v03) {
        this.v03 = v03;
    }

    @Post(uris = {"/v1/message:send", "/agents/{agent}/v1/message:send"})
    HttpResponse<?> send(
            @PathVariable(defaultValue = Endpoints.MESH) String agent,
            HttpRequest<?> http,
            @Body @Bindable(defaultValue = "") byte[] body) {
        return v03.send(agent, http, body);
    }

    @Post(uris = {"/v1/message:stream", "/agents/{agent}/v1/message:stream"})
    HttpResponse<?> stream(
            @PathVariable(defaultValue = Endpoints.MESH) String agent,
            HttpRequest<?> http,
            @Body @Bindable(defaultValue = "") byte[] body) {
        return v03.stream(agent, http, body);
    }

    @Get(uris = {"/v1/tasks", "/agents/{agent}/v1/tasks"})
    HttpResponse<?> list(@PathVariable(defaultValue = Endpoints.MESH) String agent, HttpRequest<?> http) {
        return v03.list(agent, http);
    }

    @Get(uris = {"/v1/tasks/{task}", "/agents/{agent}/v1/tasks/{task}"})
    HttpResponse<?> read(@PathVariable(defaultValue = Endpoints.MESH) String agent, String task, HttpRequest<?> http) {
        TaskSegment segment = TaskSegment.of(task);
        return segment.verb() == TaskSegment.Verb.SUBSCRIBE
                ? v03.subscribe(agent, segment.id(), http)
                : v03.get(agent, task, http);
    }

    @Post(uris = {"/v1/tasks/{task}", "/agents/{agent}/v1/tasks/{task}"})
    HttpResponse<?> act(@PathVariable(defaultValue = Endpoints.MESH) String agent, String task, HttpRequest<?> http) {
        TaskSegment segment = TaskSegment.of(task);
        return switch (segment.verb()) {
            case CANCEL -> v03.cancel(agent, segment.id(), http);
            case SUBSCRIBE -> v03.subscribe(agent, segment.id(), http);
            case NONE -> V03HttpJsonReplies.noSuchVerb(http);
        };
    }

    // a client of Go asks for the card by 1.0's name behind 0.3's version
    @Get(
            uris = {
                "/v1/card",
                "/agents/{agent}/v1/card",
                "/v1/extendedAgentCard",
                "/agents/{agent}/v1/extendedAgentCard"
            })
    HttpResponse<?> card(@PathVariable(defaultValue = Endpoints.MESH) String agent, HttpRequest<?> http) {
        return v03.extendedCard(agent, http);
    }
}
