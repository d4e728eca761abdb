package dev.parley.edge.jsonrpc;

import dev.parley.edge.calls.Endpoints;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/**
 * The paths where JSON-RPC is spoken: the mesh itself and every agent, each also as {@code /execute} for older tools. Content
 * types are judged with the request.
 */
@Controller
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class JsonRpcController {
    private final JsonRpcEndpoint endpoint;

    JsonRpcController(JsonRpcEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Post(uris = {"/", "/execute"})
    HttpResponse<?> mesh(HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        return endpoint.answer(Endpoints.MESH, request, body);
    }

    @Post(uris = {"/agents/{agentId}", "/agents/{agentId}/execute"})
    HttpResponse<?> agent(String agentId, HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        return endpoint.answer(agentId, request, body);
    }
}
