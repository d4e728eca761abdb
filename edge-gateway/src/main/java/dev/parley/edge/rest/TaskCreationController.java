package dev.parley.edge.rest;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.Intake;
import dev.parley.edge.calls.SendCalls;
import dev.parley.edge.calls.TaskCalls;
import dev.parley.edge.connection.Answer;
import dev.parley.edge.connection.Connection;
import dev.parley.edge.http.JsonText;
import dev.parley.edge.http.PublicUrl;
import dev.parley.edge.http.Replies;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.GetTaskCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
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
import java.time.Duration;
import java.util.Set;

/** {@code POST /api/v1/tasks} (row A11): accepts work and answers at once; the result is read or streamed later. */
@Controller("/api/v1/tasks")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class TaskCreationController {
    // an agent that can only answer at the end must not keep the creator waiting
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(2);

    private final SendCalls sends;
    private final TaskCalls tasks;
    private final CallerScope callers;
    private final PublicUrl urls;
    private final UuidV7 ids;

    TaskCreationController(SendCalls sends, TaskCalls tasks, CallerScope callers, PublicUrl urls, UuidV7 ids) {
        this.sends = sends;
        this.tasks = tasks;
        this.callers = callers;
        this.urls = urls;
        this.ids = ids;
    }

    /** 202 for a task that goes on, 201 for one that has ended already. */
    @Post
    HttpResponse<?> create(HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        RestBody members = RestBody.read(request, body);
        TaskCreation creation = TaskCreation.read(members, ids.next().toString());
        Intake intake = Intake.of(CallHeaders.of(request), creation.request(), Set.of());
        SendMessageReply reply = callers.run(request, () -> {
            SendMessageCall call =
                    sends.prepare(creation.agentId(), creation.request(), "$", intake, A2aVersion.V1_0.number());
            SendMessageReply accepted = accept(call);
            Connection.of(request)
                    .delivering(new Answer(
                            accepted.getTaskId(),
                            call.getRequest().getMessage().getMessageId(),
                            CallerIdentity.current()));
            return accepted;
        });
        TaskState state = reply.hasTask() ? reply.getTask().getStatus().getState() : TaskState.TASK_STATE_COMPLETED;
        String url = urls.base(request) + "/api/v1/tasks/" + reply.getTaskId();
        return Replies.json(TaskText.isTerminal(state) ? 201 : 202, json(creation, reply, state, url))
                .header(HttpHeaders.LOCATION, url)
                .header(Connection.TASK_ID_HEADER, reply.getTaskId());
    }

    private SendMessageReply accept(SendMessageCall call) {
        try {
            return tasks.send(call, FIRST_ANSWER);
        } catch (A2aException e) {
            if (e.code() != A2aErrorCode.DEADLINE_EXCEEDED) {
                throw e;
            }
            return acceptedMeanwhile(call, e);
        }
    }

    /** The agent has not answered yet. The task is there if it was accepted, and only then. */
    private SendMessageReply acceptedMeanwhile(SendMessageCall call, A2aException late) {
        try {
            GetTaskRequest minted = GetTaskRequest.newBuilder()
                    .setId(call.getTaskId())
                    .setHistoryLength(0)
                    .build();
            return SendMessageReply.newBuilder()
                    .setTaskId(call.getTaskId())
                    .setTask(tasks.get(GetTaskCall.newBuilder()
                            .setAgentId(call.getAgentId())
                            .setRequest(minted)
                            .build()))
                    .build();
        } catch (A2aException e) {
            throw e.code() == A2aErrorCode.TASK_NOT_FOUND ? late : e;
        }
    }

    private static byte[] json(TaskCreation creation, SendMessageReply reply, TaskState state, String url) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("task_id", reply.getTaskId());
            json.writeStringField("status", TaskText.status(state));
            if (reply.hasTask()) {
                json.writeStringField("context_id", reply.getTask().getContextId());
            }
            json.writeObjectFieldStart("metadata");
            if (!creation.agentId().isEmpty()) {
                json.writeStringField("target_agent", creation.agentId());
            }
            json.writeStringField("task_url", url);
            json.writeStringField("stream_url", url + "/stream");
            json.writeEndObject();
            if (reply.hasMessage()) {
                json.writeFieldName("message");
                ProtoJson.write(json, reply.getMessage());
            }
            json.writeEndObject();
        });
    }
}
