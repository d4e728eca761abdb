package dev.parley.edge.rest;

import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.TaskFileCalls;
import dev.parley.edge.http.PublicUrl;
import dev.parley.edge.http.Query;
import dev.parley.edge.http.Replies;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.ImportTaskReply;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpHeaders;
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
import java.util.Set;

/** Takes in a task's file. A larger one than any body may be is for gRPC. */
@Controller("/api/v1/tasks/import")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class TaskImportController {
    private static final Set<String> FILES = Set.of("application/gzip", "application/octet-stream");

    private final TaskFileCalls files;
    private final CallerScope callers;
    private final PublicUrl urls;

    TaskImportController(TaskFileCalls files, CallerScope callers, PublicUrl urls) {
        this.files = files;
        this.callers = callers;
        this.urls = urls;
    }

    /** 201 for a task that is here now, 200 for one that was here already. */
    @Post
    HttpResponse<?> take(HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] file) {
        requireFile(request);
        Query query = new Query(request);
        boolean keepOwner = query.flag("keepOwner").orElse(false);
        query.check();
        ImportTaskReply reply = callers.run(request, () -> files.take(file, keepOwner));
        return Replies.json(reply.getAlreadyThere() ? 200 : 201, ProtoJson.toBytes(reply))
                .header(HttpHeaders.LOCATION, urls.base(request) + "/api/v1/tasks/" + reply.getTaskId());
    }

    /** A page of another site cannot make a browser send such a thing without asking. */
    private static void requireFile(HttpRequest<?> request) {
        String type = request.getContentType().map(MediaType::getName).orElse("");
        if (!FILES.contains(type)) {
            throw new A2aException(
                    A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED,
                    "Content-Type " + (type.isEmpty() ? "is missing" : "\"" + type + "\"")
                            + " (expected: application/gzip)");
        }
    }
}
