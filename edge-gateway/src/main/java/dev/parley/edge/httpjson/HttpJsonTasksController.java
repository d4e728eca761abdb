package dev.parley.edge.httpjson;

import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.http.ListQuery;
import dev.parley.edge.http.Query;
import dev.parley.edge.operations.Operations;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.jsonrpc.A2aMethod;
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

/**
 * The paths of tasks, for 1.0 and for callers of 0.3 who leave its {@code /v1} out.
 */
@Controller
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class HttpJsonTasksController {
    private final HttpJsonEndpoint endpoint;
    private final HttpJsonStreams streams;
    private final Operations operations;
    private final V03HttpJson v03;

    HttpJsonTasksController(
            HttpJsonEndpoint endpoint, HttpJsonStreams streams, Operations operations, V03HttpJson v03) {
        this.endpoint = endpoint;
        this.streams = streams;
        this.operations = operations;
        this.v03 = v03;
    }

    @Get(uris = {"/tasks", "/agents/{agent}/tasks", "/{agent}/tasks"})
    HttpResponse<?> list(@PathVariable(defaultValue = Endpoints.MESH) String agent, HttpRequest<?> http) {
        if (V03HttpJson.isStated(http)) {
            return v03.list(agent, http);
        }
        return endpoint.answer(
                agent,
                http,
                A2aMethod.LIST_TASKS,
                call -> HttpJsonReplies.result(http, operations.list(call, ListQuery.ofTasks(new Query(http)))));
    }

    @Get(uris = {"/tasks/{task}", "/agents/{agent}/tasks/{task}", "/{agent}/tasks/{task}"})
    HttpResponse<?> read(@PathVariable(defaultValue = Endpoints.MESH) String agent, String task, HttpRequest<?> http) {
        TaskSegment segment = TaskSegment.of(task);
        if (segment.verb() != TaskSegment.Verb.SUBSCRIBE) {
            return V03HttpJson.isMeant(http) ? v03.get(agent, task, http) : get(agent, task, http);
        }
        return subscribe(agent, segment.id(), http);
    }

    @Post(uris = {"/tasks/{task}", "/agents/{agent}/tasks/{task}", "/{agent}/tasks/{task}"})
    HttpResponse<?> act(
            @PathVariable(defaultValue = Endpoints.MESH) String agent,
            String task,
            HttpRequest<?> http,
            @Body @Bindable(defaultValue = "") byte[] body) {
        TaskSegment segment = TaskSegment.of(task);
        return switch (segment.verb()) {
            case CANCEL ->
                V03HttpJson.isMeant(http)
                        ? v03.cancel(agent, segment.id(), http)
                        : cancel(agent, segment.id(), http, body);
            case SUBSCRIBE -> subscribe(agent, segment.id(), http); // the id is all that its body could say
            case NONE ->
                V03HttpJson.isMeant(http)
                        ? V03HttpJsonReplies.noSuchVerb(http)
                        : endpoint.error(http, TaskSegment.noSuchVerb(http));
        };
    }

    private HttpResponse<?> get(String agent, String id, HttpRequest<?> http) {
        return endpoint.answer(agent, http, A2aMethod.GET_TASK, call -> {
            Query query = new Query(http);
            GetTaskRequest.Builder wanted = GetTaskRequest.newBuilder().setId(id);
            query.text("tenant").ifPresent(wanted::setTenant);
            query.integer("historyLength", 0, Integer.MAX_VALUE).ifPresent(wanted::setHistoryLength);
            query.check();
            return HttpJsonReplies.result(http, operations.get(call, wanted.build()));
        });
    }

    private HttpResponse<?> cancel(String agent, String id, HttpRequest<?> http, byte[] body) {
        return endpoint.answer(agent, http, A2aMethod.CANCEL_TASK, call -> {
            CancelTaskRequest stated = RequestBody.readIfThere(http, body, CancelTaskRequest.getDefaultInstance());
            CancelTaskRequest wanted = stated.toBuilder().setId(id).build();
            return HttpJsonReplies.result(http, operations.cancel(call, wanted));
        });
    }

    private HttpResponse<?> subscribe(String agent, String id, HttpRequest<?> http) {
        if (V03HttpJson.isMeant(http)) {
            return v03.subscribe(agent, id, http);
        }
        return endpoint.answer(agent, http, A2aMethod.SUBSCRIBE_TO_TASK, call -> {
            SubscribeToTaskRequest.Builder wanted =
                    SubscribeToTaskRequest.newBuilder().setId(id);
            new Query(http).text("tenant").ifPresent(wanted::setTenant);
            return streams.open(http, operations.subscribe(call, wanted.build()));
        });
    }
}
