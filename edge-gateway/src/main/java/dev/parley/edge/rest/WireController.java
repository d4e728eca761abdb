package dev.parley.edge.rest;

import com.google.protobuf.Timestamp;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.RouterCalls;
import dev.parley.edge.calls.TaskCalls;
import dev.parley.edge.http.JsonText;
import dev.parley.edge.http.Replies;
import dev.parley.edge.wire.Exchanges;
import dev.parley.kit.wire.WireLog;
import dev.parley.kit.wire.WireRecord;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.TaskWireReply;
import dev.parley.proto.task.v1.GetTaskCall;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What went over the wire for a task, on the caller's side and on the agent's, to whoever may see the task. */
@Controller("/api/v1/tasks/{taskId}/wire")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class WireController {
    private final Exchanges exchanges;
    private final RouterCalls router;
    private final TaskCalls tasks;
    private final CallerScope callers;

    WireController(Exchanges exchanges, RouterCalls router, TaskCalls tasks, CallerScope callers) {
        this.exchanges = exchanges;
        this.router = router;
        this.tasks = tasks;
        this.callers = callers;
    }

    @Get
    HttpResponse<?> get(String taskId, HttpRequest<?> request) {
        if (!exchanges.isOn()) {
            throw new A2aException(
                    A2aErrorCode.UNSUPPORTED_OPERATION,
                    "Nothing of what goes over the wire is kept (expected: parley up --wire, or parley.edge.wire.enabled)");
        }
        TaskWireReply agents = callers.run(request, () -> {
            tasks.get(GetTaskCall.newBuilder()
                    .setRequest(GetTaskRequest.newBuilder().setId(taskId).setHistoryLength(0))
                    .build());
            return router.wire(taskId);
        });
        WireLog.OfTask callersSide = exchanges.of(taskId);
        List<WireRecord> all = Stream.concat(
                        callersSide.records().stream(),
                        agents.getRecordsList().stream().map(WireController::record))
                .sorted(Comparator.comparing(WireRecord::at))
                .toList();
        return Replies.json(200, json(taskId, all, callersSide.leftOut() + agents.getLeftOut()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static WireRecord record(dev.parley.proto.router.v1.WireRecord proto) {
        Timestamp at = proto.getAt();
        return new WireRecord(
                Instant.ofEpochSecond(at.getSeconds(), at.getNanos()),
                proto.getDirection(),
                proto.getHead(),
                proto.getBody());
    }

    private static byte[] json(String taskId, List<WireRecord> records, int leftOut) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("task_id", taskId);
            json.writeArrayFieldStart("records");
            for (WireRecord record : records) {
                json.writeStartObject();
                json.writeStringField("at", record.at().toString());
                json.writeStringField("direction", record.direction());
                json.writeStringField("head", record.head());
                json.writeStringField("body", record.body());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberField("left_out", leftOut);
            json.writeEndObject();
        });
    }
}
