package dev.parley.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.edge.http.PublicUrl;
import dev.parley.edge.listener.AgentListeners;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.AgentListener;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;

/** The listener of its own that an agent has, as REST shows it. */
@Singleton
final class ListenerJson {
    private final PublicUrl urls;
    private final AgentListeners listeners;

    ListenerJson(PublicUrl urls, AgentListeners listeners) {
        this.urls = urls;
        this.listeners = listeners;
    }

    /** Writes the member {@code listener} into an open object; nothing for an agent that has none. */
    void write(JsonGenerator json, HttpRequest<?> request, Agent agent) throws IOException {
        if (!agent.hasListener()) {
            return;
        }
        AgentListener kept = agent.getListener();
        String host = urls.hostOfPorts(request);
        json.writeObjectFieldStart("listener");
        if (kept.getHttpPort() != 0) {
            json.writeNumberField("http_port", kept.getHttpPort());
            json.writeStringField("url", "http://" + host + ":" + kept.getHttpPort() + "/");
        }
        if (kept.getGrpcPort() != 0) {
            json.writeNumberField("grpc_port", kept.getGrpcPort());
            json.writeStringField("grpc", host + ":" + kept.getGrpcPort());
        }
        Optional<String> problem = listeners.problem(agent);
        if (problem.isPresent()) {
            json.writeStringField("problem", problem.get());
        }
        json.writeEndObject();
    }
}
