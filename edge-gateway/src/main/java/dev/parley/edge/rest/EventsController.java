package dev.parley.edge.rest;

import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.TaskCalls;
import dev.parley.edge.http.Replies;
import dev.parley.proto.json.ProtoJson;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** How the export of events is doing. */
@Controller
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class EventsController {
    private final TaskCalls tasks;
    private final CallerScope callers;

    EventsController(TaskCalls tasks, CallerScope callers) {
        this.tasks = tasks;
        this.callers = callers;
    }

    @Get("/api/v1/events/sinks")
    HttpResponse<?> sinks(HttpRequest<?> request) {
        return Replies.json(200, ProtoJson.toBytes(callers.run(request, tasks::eventExport)));
    }
}
