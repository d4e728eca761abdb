package dev.parley.edge.rest;

import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.TaskFileCalls;
import dev.parley.edge.http.Query;
import dev.parley.proto.task.v1.ExportTaskCall;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.InputStream;

/** A task with its journal as one file, which is never held whole. */
@Controller("/api/v1/tasks/{taskId}/export")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class TaskExportController {
    private static final MediaType GZIP = MediaType.of("application/gzip");

    private final TaskFileCalls files;
    private final CallerScope callers;

    TaskExportController(TaskFileCalls files, CallerScope callers) {
        this.files = files;
        this.callers = callers;
    }

    @Get
    HttpResponse<?> export(String taskId, HttpRequest<?> request) {
        ExportTaskCall.Builder call = ExportTaskCall.newBuilder().setTaskId(taskId);
        new Query(request).text("agent").ifPresent(call::setAgentId);
        InputStream file = callers.run(request, () -> files.export(call.build()));
        // found, so it is an id of ours, and nothing else is in a header
        return HttpResponse.ok(new StreamedFile(file, GZIP))
                .contentType(GZIP)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"task-" + taskId + ".jsonl.gz\"");
    }
}
