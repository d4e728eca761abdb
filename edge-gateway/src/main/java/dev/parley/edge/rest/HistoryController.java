package dev.parley.edge.rest;

import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.HistoryCalls;
import dev.parley.edge.http.Query;
import dev.parley.edge.http.Replies;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.GetTaskHistoryCall;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** A task's life, a page at a time: what was accepted, routed, tried, said, and who came back to watch. */
@Controller("/api/v1/tasks/{taskId}/history")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class HistoryController {
    private static final int MAX_PAGE = 500;

    private final HistoryCalls histories;
    private final CallerScope callers;

    HistoryController(HistoryCalls histories, CallerScope callers) {
        this.histories = histories;
        this.callers = callers;
    }

    @Get
    HttpResponse<?> get(String taskId, HttpRequest<?> request) {
        Query query = new Query(request);
        GetTaskHistoryCall.Builder call = GetTaskHistoryCall.newBuilder().setTaskId(taskId);
        query.text("agent").ifPresent(call::setAgentId);
        query.integer("pageSize", 1, MAX_PAGE).ifPresent(call::setPageSize);
        query.text("pageToken").ifPresent(call::setPageToken);
        query.check();
        return Replies.json(200, ProtoJson.toBytes(callers.run(request, () -> histories.get(call.build()))));
    }
}
