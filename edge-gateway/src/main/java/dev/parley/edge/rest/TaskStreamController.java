package dev.parley.edge.rest;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.Intake;
import dev.parley.edge.calls.TaskCalls;
import dev.parley.edge.http.Fault;
import dev.parley.edge.stream.EventForm;
import dev.parley.edge.stream.TaskStreams;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.SubscribeToTaskCall;
import dev.parley.proto.task.v1.TaskEvent;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** {@code GET /api/v1/tasks/{id}/stream} (row A12): a task's events as bare StreamResponse objects, resumable by id. */
@Controller("/api/v1/tasks")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class TaskStreamController {
    private static final EventForm BARE = new EventForm() {
        @Override
        public byte[] event(TaskEvent event) {
            return ProtoJson.toBytes(event.getEvent());
        }

        @Override
        public byte[] error(A2aException error) {
            return Fault.of(error).toJson();
        }
    };

    private final TaskCalls tasks;
    private final TaskStreams streams;
    private final CallerScope callers;

    TaskStreamController(TaskCalls tasks, TaskStreams streams, CallerScope callers) {
        this.tasks = tasks;
        this.streams = streams;
        this.callers = callers;
    }

    @Get("/{taskId}/stream")
    HttpResponse<?> stream(String taskId, HttpRequest<?> request) {
        SubscribeToTaskCall.Builder call = SubscribeToTaskCall.newBuilder()
                .setRequest(SubscribeToTaskRequest.newBuilder().setId(taskId));
        Intake.lastEventId(CallHeaders.of(request)).ifPresent(call::setAfterSequence);
        return callers.run(
                request,
                () -> streams.<SubscribeToTaskCall>open(
                        request, BARE, observer -> tasks.subscribe(call.build(), observer)));
    }
}
