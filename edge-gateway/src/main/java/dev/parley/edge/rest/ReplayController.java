package dev.parley.edge.rest;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.Intake;
import dev.parley.edge.calls.ReplayCalls;
import dev.parley.edge.http.PublicUrl;
import dev.parley.edge.http.Query;
import dev.parley.edge.http.Replies;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.extension.RouteExtension;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.task.v1.ReplayTaskCall;
import dev.parley.proto.task.v1.ReplayTaskReply;
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

/** A task that has ended, done again as a new one. */
@Controller("/api/v1/tasks/{taskId}/replay")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class ReplayController {
    private static final int MOST_TURNS = 1_000_000;

    private final ReplayCalls replays;
    private final CallerScope callers;
    private final PublicUrl urls;

    ReplayController(ReplayCalls replays, CallerScope callers, PublicUrl urls) {
        this.replays = replays;
        this.callers = callers;
        this.urls = urls;
    }

    /** 202 for a new task, 200 for the one that an equal request under the same {@code Idempotency-Key} made. */
    @Post
    HttpResponse<?> replay(String taskId, HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        RestBody members = RestBody.read(request, body);
        ReplayTaskCall.Builder call = ReplayTaskCall.newBuilder().setTaskId(taskId);
        new Query(request).text("agent").ifPresent(call::setAgentId);
        members.integer("turn", 1, MOST_TURNS).ifPresent(call::setTurn);
        members.text("toAgent").ifPresent(call::setToAgentId);
        members.value("need").ifPresent(need -> call.setNeed(need(need)));
        call.setKeepContext(members.flag("keepContext"));
        members.check();
        call.setOnceKey(Intake.of(CallHeaders.of(request), SendMessageRequest.getDefaultInstance(), Set.of())
                .onceKey());
        ReplayTaskReply reply = callers.run(request, () -> replays.replay(call.build()));
        return Replies.json(reply.getMadeBefore() ? 200 : 202, ProtoJson.toBytes(reply))
                .header(HttpHeaders.LOCATION, urls.base(request) + "/api/v1/tasks/" + reply.getTaskId());
    }

    /** Words, or the members of the {@code route} extension. */
    private static Need need(Value need) {
        Message.Builder message = Message.newBuilder();
        message.getMetadataBuilder().putFields(Extensions.ROUTE, asRoute(need));
        return RouteExtension.read(
                        SendMessageRequest.newBuilder().setMessage(message).build())
                .orElse(Need.getDefaultInstance());
    }

    private static Value asRoute(Value need) {
        return need.hasStringValue()
                ? Value.newBuilder()
                        .setStructValue(Struct.newBuilder().putFields("need", need))
                        .build()
                : need;
    }
}
