package dev.parley.edge.rest;

import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.RegistryCalls;
import dev.parley.edge.calls.RouterCalls;
import dev.parley.edge.http.JsonText;
import dev.parley.edge.http.PublicUrl;
import dev.parley.edge.http.Query;
import dev.parley.edge.http.Replies;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.ListAgentsReply;
import dev.parley.proto.registry.v1.ListAgentsRequest;
import dev.parley.proto.registry.v1.RegisterAgentReply;
import dev.parley.proto.router.v1.AgentActivity;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Map;

/** Agents: register, list, read, update, delete, maintenance. */
@Controller("/api/v1/agents")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class AgentsController {
    private final RegistryCalls registry;
    private final RouterCalls router;
    private final CallerScope callers;
    private final PublicUrl urls;
    private final ListenerJson listener;

    AgentsController(
            RegistryCalls registry, RouterCalls router, CallerScope callers, PublicUrl urls, ListenerJson listener) {
        this.registry = registry;
        this.router = router;
        this.callers = callers;
        this.urls = urls;
        this.listener = listener;
    }

    /** 201, or 200 when the same agent is registered already. */
    @Post("/register")
    HttpResponse<?> register(HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        RegisterAgentReply reply = callers.run(request, () -> {
            RegistrationBody registration = new RegistrationBody(request, body);
            return registration.locating(() -> registry.register(registration.toRegistration(request)));
        });
        String base = urls.base(request);
        byte[] json = JsonText.write(out -> {
            out.writeStartObject();
            out.writeBooleanField("created", reply.getCreated());
            AgentJson.members(out, reply.getAgent(), base);
            out.writeEndObject();
        });
        return Replies.json(reply.getCreated() ? 201 : 200, json)
                .header(
                        HttpHeaders.LOCATION,
                        base + "/api/v1/agents/" + reply.getAgent().getId());
    }

    @Get
    HttpResponse<?> list(HttpRequest<?> request) {
        Query query = new Query(request);
        ListAgentsRequest.Builder wanted = ListAgentsRequest.newBuilder();
        query.integer("pageSize", 1, 1000).ifPresent(wanted::setPageSize);
        query.text("pageToken").ifPresent(wanted::setPageToken);
        query.agentStatus("status").ifPresent(wanted::setStatus);
        query.check();
        ListAgentsReply reply = callers.run(request, () -> registry.list(wanted.build()));
        Map<String, AgentActivity> activity = callers.run(
                request,
                () -> router.activity(
                        reply.getAgentsList().stream().map(Agent::getId).toList()));
        String base = urls.base(request);
        return Replies.json(200, JsonText.write(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("agents");
            for (Agent agent : reply.getAgentsList()) {
                out.writeStartObject();
                AgentJson.members(out, agent, base);
                listener.write(out, request, agent);
                AgentJson.activity(out, activity.get(agent.getId()));
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeStringField("next_page_token", reply.getNextPageToken());
            out.writeNumberField("total_size", reply.getTotalSize());
            out.writeEndObject();
        }));
    }

    @Get("/{agentId}")
    HttpResponse<?> get(String agentId, HttpRequest<?> request) {
        return respond(request, callers.run(request, () -> registry.get(agentId)));
    }

    @Put("/{agentId}")
    HttpResponse<?> update(String agentId, HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        Agent agent = callers.run(request, () -> {
            RegistrationBody update = new RegistrationBody(request, body);
            return update.locating(() -> registry.update(update.toUpdate(agentId)));
        });
        return respond(request, agent);
    }

    @Delete("/{agentId}")
    HttpResponse<?> delete(String agentId, HttpRequest<?> request) {
        callers.run(request, () -> {
            registry.delete(agentId);
            return agentId;
        });
        return HttpResponse.noContent();
    }

    @Put("/{agentId}/maintenance")
    HttpResponse<?> beginMaintenance(String agentId, HttpRequest<?> request) {
        return respond(request, callers.run(request, () -> registry.setMaintenance(agentId, true)));
    }

    @Delete("/{agentId}/maintenance")
    HttpResponse<?> endMaintenance(String agentId, HttpRequest<?> request) {
        return respond(request, callers.run(request, () -> registry.setMaintenance(agentId, false)));
    }

    private HttpResponse<?> respond(HttpRequest<?> request, Agent agent) {
        Map<String, AgentActivity> activity = callers.run(request, () -> router.activity(List.of(agent.getId())));
        String base = urls.base(request);
        return Replies.json(200, JsonText.write(out -> {
            out.writeStartObject();
            AgentJson.members(out, agent, base);
            listener.write(out, request, agent);
            AgentJson.activity(out, activity.get(agent.getId()));
            SidecarJson.write(out, agent.getSidecarsList());
            AgentJson.card(out, agent);
            out.writeEndObject();
        }));
    }
}
