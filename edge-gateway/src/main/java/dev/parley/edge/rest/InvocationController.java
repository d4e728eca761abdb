package dev.parley.edge.rest;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.edge.EdgeConfig;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.Intake;
import dev.parley.edge.calls.SendCalls;
import dev.parley.edge.calls.TaskCalls;
import dev.parley.edge.http.JsonText;
import dev.parley.edge.http.Replies;
import dev.parley.kit.agents.AgentDirectory;
import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.a2a.v1.AgentSkill;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.task.v1.SendMessageReply;
import io.micronaut.core.bind.annotation.Bindable;
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
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code POST /api/v1/agents/{id}/invoke} (row A13): a method call for those who want no messages. The method is one of the
 * agent's skills, the parameters are one data part, and the result is what the task made.
 */
@Controller("/api/v1/agents")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class InvocationController {
    private final AgentDirectory agents;
    private final SendCalls sends;
    private final TaskCalls tasks;
    private final CallerScope callers;
    private final UuidV7 ids;
    private final Duration responseTimeout;

    InvocationController(
            AgentDirectory agents,
            SendCalls sends,
            TaskCalls tasks,
            CallerScope callers,
            UuidV7 ids,
            EdgeConfig config) {
        this.agents = agents;
        this.sends = sends;
        this.tasks = tasks;
        this.callers = callers;
        this.ids = ids;
        this.responseTimeout = config.responseTimeout();
    }

    @Post("/{agentId}/invoke")
    HttpResponse<?> invoke(String agentId, HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        return callers.run(request, () -> {
            Agent agent = agents.require(agentId);
            RestBody members = RestBody.read(request, body);
            String method = members.text("method").orElse("");
            Value parameters = members.value("parameters").orElseGet(InvocationController::noParameters);
            Duration timeout = members.integer("timeoutMs", 1, (int) responseTimeout.toMillis())
                    .map(Duration::ofMillis)
                    .orElse(responseTimeout);
            if (method.isEmpty()) {
                members.wrong("method", "the id of a skill");
            }
            members.check();
            requireSkill(agent, method);
            SendMessageRequest message = message(method, parameters);
            Intake intake = Intake.of(CallHeaders.of(request), message, Set.of());
            return respond(
                    method,
                    tasks.send(sends.prepare(agentId, message, "$", intake, A2aVersion.V1_0.number()), timeout));
        });
    }

    private static Value noParameters() {
        return Value.newBuilder().setStructValue(Struct.getDefaultInstance()).build();
    }

    private static void requireSkill(Agent agent, String method) {
        List<AgentSkill> skills = agent.getCard().getSkillsList();
        if (skills.stream().noneMatch(skill -> skill.getId().equals(method))) {
            throw new A2aException(
                    A2aErrorCode.METHOD_NOT_FOUND,
                    "Agent \"" + agent.getId() + "\" has no skill \"" + method + "\" (expected: "
                            + skills.stream().map(AgentSkill::getId).collect(Collectors.joining(", ")) + ")");
        }
    }

    private SendMessageRequest message(String method, Value parameters) {
        return SendMessageRequest.newBuilder()
                .setMessage(Message.newBuilder()
                        .setMessageId(ids.next().toString())
                        .setRole(Role.ROLE_USER)
                        .addParts(Part.newBuilder().setData(parameters))
                        .setMetadata(Struct.newBuilder()
                                .putFields(
                                        "skillId",
                                        Value.newBuilder()
                                                .setStringValue(method)
                                                .build())))
                .build();
    }

    private static HttpResponse<?> respond(String method, SendMessageReply reply) {
        if (reply.hasMessage()) {
            return respond(method, reply, "completed", reply.getMessage().getPartsList());
        }
        Task task = reply.getTask();
        TaskState state = task.getStatus().getState();
        return switch (state) {
            case TASK_STATE_COMPLETED, TASK_STATE_INPUT_REQUIRED, TASK_STATE_AUTH_REQUIRED ->
                respond(method, reply, TaskText.status(state), TaskText.parts(task));
            case TASK_STATE_FAILED, TASK_STATE_CANCELED, TASK_STATE_REJECTED ->
                throw new A2aException(
                        A2aErrorCode.INTERNAL_ERROR,
                        "Agent execution " + TaskText.status(state) + " (task " + reply.getTaskId() + "): "
                                + TaskText.words(task.getStatus().getMessage()));
            case TASK_STATE_SUBMITTED, TASK_STATE_WORKING, TASK_STATE_UNSPECIFIED, UNRECOGNIZED ->
                throw new A2aException(
                        A2aErrorCode.DEADLINE_EXCEEDED,
                        "Task " + reply.getTaskId() + " is still " + TaskText.status(state)
                                + " and goes on; read it at /api/v1/tasks/" + reply.getTaskId());
        };
    }

    private static HttpResponse<?> respond(String method, SendMessageReply reply, String status, List<Part> parts) {
        return Replies.json(200, JsonText.write(json -> {
            json.writeStartObject();
            json.writeFieldName("result");
            TaskText.result(json, parts);
            json.writeObjectFieldStart("metadata");
            json.writeStringField("method", method);
            json.writeStringField("task_id", reply.getTaskId());
            json.writeStringField("status", status);
            if (reply.hasTask()) {
                json.writeStringField("context_id", reply.getTask().getContextId());
            }
            json.writeEndObject();
            json.writeEndObject();
        }));
    }
}
