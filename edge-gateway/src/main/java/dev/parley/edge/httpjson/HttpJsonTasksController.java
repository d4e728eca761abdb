package dev.parley.edge.httpjson;

import com.google.protobuf.Timestamp;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.http.Query;
import dev.parley.edge.operations.Operations;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
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
 * The paths of tasks. What is to be done with a task stands behind a colon in the segment of its id, which no route can tell
 * apart from an id; so both come here whole.
 */
@Controller
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class HttpJsonTasksController {
    private static final String CANCEL = ":cancel";
    private static final String SUBSCRIBE = ":subscribe";

    private final HttpJsonEndpoint endpoint;
    private final HttpJsonStreams streams;
    private final Operations operations;

    HttpJsonTasksController(HttpJsonEndpoint endpoint, HttpJsonStreams streams, Operations operations) {
        this.endpoint = endpoint;
        this.streams = streams;
        this.operations = operations;
    }

    @Get(uris = {"/tasks", "/agents/{agent}/tasks", "/{agent}/tasks"})
    HttpResponse<?> list(@PathVariable(defaultValue = Endpoints.MESH) String agent, HttpRequest<?> http) {
        return endpoint.answer(
                agent,
                http,
                A2aMethod.LIST_TASKS,
                call -> HttpJsonReplies.result(http, operations.list(call, listRequest(new Query(http)))));
    }

    private static ListTasksRequest listRequest(Query query) {
        ListTasksRequest.Builder wanted = ListTasksRequest.newBuilder();
        query.text("tenant").ifPresent(wanted::setTenant);
        query.text("contextId").ifPresent(wanted::setContextId);
        query.taskState("status").ifPresent(wanted::setStatus);
        query.integer("pageSize", 1, 100).ifPresent(wanted::setPageSize);
        query.text("pageToken").ifPresent(wanted::setPageToken);
        query.integer("historyLength", 0, Integer.MAX_VALUE).ifPresent(wanted::setHistoryLength);
        query.flag("includeArtifacts").ifPresent(wanted::setIncludeArtifacts);
        query.time("statusTimestampAfter")
                .ifPresent(time -> wanted.setStatusTimestampAfter(
                        Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano())));
        query.check();
        return wanted.build();
    }

    @Get(uris = {"/tasks/{task}", "/agents/{agent}/tasks/{task}", "/{agent}/tasks/{task}"})
    HttpResponse<?> read(@PathVariable(defaultValue = Endpoints.MESH) String agent, String task, HttpRequest<?> http) {
        return task.endsWith(SUBSCRIBE) ? subscribe(agent, without(SUBSCRIBE, task), http) : get(agent, task, http);
    }

    @Post(uris = {"/tasks/{task}", "/agents/{agent}/tasks/{task}", "/{agent}/tasks/{task}"})
    HttpResponse<?> act(
            @PathVariable(defaultValue = Endpoints.MESH) String agent,
            String task,
            HttpRequest<?> http,
            @Body @Bindable(defaultValue = "") byte[] body) {
        if (task.endsWith(CANCEL)) {
            return cancel(agent, without(CANCEL, task), http, body);
        }
        if (task.endsWith(SUBSCRIBE)) {
            return subscribe(agent, without(SUBSCRIBE, task), http); // the id is all that its body could say
        }
        return endpoint.error(
                http,
                new A2aException(
                        A2aErrorCode.METHOD_NOT_FOUND,
                        "POST " + http.getPath() + " is not served (expected: {id}:cancel or {id}:subscribe)"));
    }

    private static String without(String verb, String task) {
        return task.substring(0, task.length() - verb.length());
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
        return endpoint.answer(agent, http, A2aMethod.SUBSCRIBE_TO_TASK, call -> {
            SubscribeToTaskRequest.Builder wanted =
                    SubscribeToTaskRequest.newBuilder().setId(id);
            new Query(http).text("tenant").ifPresent(wanted::setTenant);
            return streams.open(http, operations.subscribe(call, wanted.build()));
        });
    }
}
