package dev.parley.edge.rest;

import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.RegistryCalls;
import dev.parley.edge.http.JsonText;
import dev.parley.edge.http.Replies;
import dev.parley.edge.listener.AgentListeners;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.Agent;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** The ports that an agent has of its own. */
@Controller("/api/v1/agents/{agentId}/listener")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class ListenerController {
    private final AgentListeners listeners;
    private final RegistryCalls registry;
    private final CallerScope callers;
    private final ListenerJson form;

    ListenerController(AgentListeners listeners, RegistryCalls registry, CallerScope callers, ListenerJson form) {
        this.listeners = listeners;
        this.registry = registry;
        this.callers = callers;
        this.form = form;
    }

    @Get
    HttpResponse<?> get(String agentId, HttpRequest<?> request) {
        return respond(request, callers.run(request, () -> registry.get(agentId)));
    }

    @Put
    HttpResponse<?> expose(String agentId, HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        Agent agent = callers.run(request, () -> {
            RestBody wanted = RestBody.read(request, body);
            Integer httpPort = wanted.integer("httpPort", 0, 65_535).orElse(null);
            Integer grpcPort = wanted.integer("grpcPort", 0, 65_535).orElse(null);
            wanted.check();
            if (httpPort == null && grpcPort == null) {
                throw A2aException.invalidParams(
                        "$.httpPort", "missing, and so is grpcPort (expected: one or both, 0 for any free port)");
            }
            return listeners.expose(agentId, httpPort, grpcPort);
        });
        return respond(request, agent);
    }

    @Delete
    HttpResponse<?> unexpose(String agentId, HttpRequest<?> request) {
        callers.run(request, () -> listeners.expose(agentId, null, null));
        return HttpResponse.noContent();
    }

    private HttpResponse<?> respond(HttpRequest<?> request, Agent agent) {
        return Replies.json(200, JsonText.write(out -> {
            out.writeStartObject();
            out.writeStringField("agent_id", agent.getId());
            form.write(out, request, agent);
            out.writeEndObject();
        }));
    }
}
