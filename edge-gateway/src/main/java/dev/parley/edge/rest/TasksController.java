package dev.parley.edge.rest;

import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.calls.TaskCalls;
import dev.parley.edge.http.ListQuery;
import dev.parley.edge.http.Query;
import dev.parley.edge.http.Replies;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.CancelTaskCall;
import dev.parley.proto.task.v1.GetTaskCall;
import dev.parley.proto.task.v1.ListDeliveriesCall;
import dev.parley.proto.task.v1.ListTasksCall;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** The caller's tasks: list, read, cancel, their webhooks. Bodies are A2A's own objects. */
@Controller
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class TasksController {
    private final TaskCalls tasks;
    private final Endpoints endpoints;
    private final CallerScope callers;

    TasksController(TaskCalls tasks, Endpoints endpoints, CallerScope callers) {
        this.tasks = tasks;
        this.endpoints = endpoints;
        this.callers = callers;
    }

    @Get("/api/v1/tasks")
    HttpResponse<?> list(HttpRequest<?> request) {
        Query query = new Query(request);
        String agentId = query.text("agent").or(() -> query.text("agentId")).orElse(Endpoints.MESH);
        ListTasksCall call = ListTasksCall.newBuilder()
                .setAgentId(agentId)
                .setRequest(ListQuery.ofTasks(query).toBuilder().clearTenant())
                .build();
        return callers.run(request, () -> {
            endpoints.requireAgent(agentId);
            return Replies.json(200, ProtoJson.toBytes(tasks.list(call)));
        });
    }

    /** The same by the path that older tools know. */
    @Get("/a2a/tasks")
    HttpResponse<?> listByOldName(HttpRequest<?> request) {
        return list(request);
    }

    @Get("/api/v1/tasks/{taskId}")
    HttpResponse<?> get(String taskId, HttpRequest<?> request) {
        Query query = new Query(request);
        GetTaskRequest.Builder wanted = GetTaskRequest.newBuilder().setId(taskId);
        query.integer("historyLength", 0, Integer.MAX_VALUE).ifPresent(wanted::setHistoryLength);
        query.check();
        GetTaskCall call = GetTaskCall.newBuilder().setRequest(wanted).build();
        return Replies.json(200, ProtoJson.toBytes(callers.run(request, () -> tasks.get(call))));
    }

    /** How far the task's webhooks have come. */
    @Get("/api/v1/tasks/{taskId}/deliveries")
    HttpResponse<?> deliveries(String taskId, HttpRequest<?> request) {
        ListDeliveriesCall call =
                ListDeliveriesCall.newBuilder().setTaskId(taskId).build();
        return Replies.json(200, ProtoJson.toBytes(callers.run(request, () -> tasks.deliveries(call))));
    }

    @Post("/api/v1/tasks/{taskId}/cancel")
    HttpResponse<?> cancel(String taskId, HttpRequest<?> request) {
        CancelTaskCall call = CancelTaskCall.newBuilder()
                .setRequest(CancelTaskRequest.newBuilder().setId(taskId))
                .build();
        return Replies.json(200, ProtoJson.toBytes(callers.run(request, () -> tasks.cancel(call))));
    }
}
