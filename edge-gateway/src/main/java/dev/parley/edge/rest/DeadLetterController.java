package dev.parley.edge.rest;

import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.DeadLetterCalls;
import dev.parley.edge.http.JsonContent;
import dev.parley.edge.http.Query;
import dev.parley.edge.http.Replies;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.DeadLetterId;
import dev.parley.proto.task.v1.DiscardDeadLettersRequest;
import dev.parley.proto.task.v1.EditDeadLetterRequest;
import dev.parley.proto.task.v1.GetDeadLetterRequest;
import dev.parley.proto.task.v1.ListDeadLettersRequest;
import dev.parley.proto.task.v1.RedriveDeadLettersRequest;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** What the mesh could not deliver: listed, shown, edited, sent again, discarded. */
@Controller("/api/v1/dead-letters")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class DeadLetterController {
    private static final int MAX_PAGE = 200;

    private final DeadLetterCalls letters;
    private final CallerScope callers;

    DeadLetterController(DeadLetterCalls letters, CallerScope callers) {
        this.letters = letters;
        this.callers = callers;
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        Query query = new Query(request);
        ListDeadLettersRequest.Builder wanted =
                ListDeadLettersRequest.newBuilder().setFilter(LetterChoice.filter(query));
        LetterChoice.state(query).ifPresent(wanted::setState);
        query.integer("pageSize", 1, MAX_PAGE).ifPresent(wanted::setPageSize);
        query.text("pageToken").ifPresent(wanted::setPageToken);
        query.check();
        return Replies.json(200, ProtoJson.toBytes(callers.run(request, () -> letters.list(wanted.build()))));
    }

    @Get("/{taskId}")
    HttpResponse<?> get(String taskId, HttpRequest<?> request) {
        GetDeadLetterRequest wanted =
                GetDeadLetterRequest.newBuilder().setId(id(taskId, request)).build();
        return Replies.json(200, ProtoJson.toBytes(callers.run(request, () -> letters.get(wanted))));
    }

    @Put("/{taskId}/message")
    HttpResponse<?> edit(String taskId, HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        JsonContent.require(request);
        EditDeadLetterRequest wanted = EditDeadLetterRequest.newBuilder()
                .setId(id(taskId, request))
                .setMessage(ProtoJson.read(body, Message.getDefaultInstance()))
                .build();
        return Replies.json(200, ProtoJson.toBytes(callers.run(request, () -> letters.edit(wanted))));
    }

    @Post("/redrive")
    HttpResponse<?> redrive(HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        RestBody members = RestBody.read(request, body);
        RedriveDeadLettersRequest.Builder wanted = RedriveDeadLettersRequest.newBuilder();
        members.text("toAgent").ifPresent(wanted::setToAgentId);
        LetterChoice choice = LetterChoice.read(members);
        wanted.addAllIds(choice.ids()).setLimit(choice.limit()).setDryRun(choice.dryRun());
        choice.filter().ifPresent(wanted::setFilter);
        return Replies.json(200, ProtoJson.toBytes(callers.run(request, () -> letters.redrive(wanted.build()))));
    }

    @Post("/discard")
    HttpResponse<?> discard(HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        LetterChoice choice = LetterChoice.read(RestBody.read(request, body));
        DiscardDeadLettersRequest.Builder wanted = DiscardDeadLettersRequest.newBuilder()
                .addAllIds(choice.ids())
                .setLimit(choice.limit())
                .setDryRun(choice.dryRun());
        choice.filter().ifPresent(wanted::setFilter);
        return Replies.json(200, ProtoJson.toBytes(callers.run(request, () -> letters.discard(wanted.build()))));
    }

    private static DeadLetterId id(String taskId, HttpRequest<?> request) {
        DeadLetterId.Builder id = DeadLetterId.newBuilder().setTaskId(taskId);
        new Query(request).text("webhook").ifPresent(id::setConfigId);
        return id.build();
    }
}
