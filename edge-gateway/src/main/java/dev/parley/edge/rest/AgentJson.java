package dev.parley.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Timestamp;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.RoutingMetadata;
import dev.parley.proto.router.v1.AgentActivity;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An agent as REST shows it: its state, what its owner declared, and its card. */
final class AgentJson {
    private AgentJson() {}

    /** Writes the members of an agent into an open object. {@code base} is the mesh's public URL. */
    static void members(JsonGenerator json, Agent agent, String base) throws IOException {
        json.writeStringField("agent_id", agent.getId());
        json.writeStringField("name", agent.getCard().getName());
        json.writeStringField("description", agent.getCard().getDescription());
        json.writeStringField("status", status(agent));
        if (!agent.getStatusReason().isEmpty()) {
            json.writeStringField("status_reason", agent.getStatusReason());
        }
        json.writeNumberField("health_score", agent.getHealthScore());
        if (agent.hasLastSeen()) {
            json.writeStringField("last_seen", time(agent.getLastSeen()));
        }
        json.writeNumberField("version", agent.getVersion());
        json.writeStringField("registered_at", time(agent.getRegisteredAt()));
        json.writeStringField("updated_at", time(agent.getUpdatedAt()));
        if (agent.hasCardCheckedAt()) {
            json.writeStringField("card_checked_at", time(agent.getCardCheckedAt()));
        }
        json.writeStringField("card_shape", agent.getCardShape());
        if (!agent.getCardUrl().isEmpty()) {
            json.writeStringField("card_url", agent.getCardUrl());
        }
        json.writeArrayFieldStart("labels");
        for (String label : agent.getLabelsList()) {
            json.writeString(label);
        }
        json.writeEndArray();
        routing(json, agent.getRouting());
        discovery(json, agent.getId(), base);
    }

    /** Writes what goes on with the agent now; nothing where that is not known. */
    static void activity(JsonGenerator json, @Nullable AgentActivity activity) throws IOException {
        if (activity != null) {
            json.writeNumberField("connection_count", activity.getConnectionCount());
            json.writeNumberField("message_rate", Math.round(activity.getMessageRate() * 1000) / 1000.0);
        }
    }

    /** Writes the agent's own card, with its own URLs, as 1.0. */
    static void card(JsonGenerator json, Agent agent) throws IOException {
        json.writeFieldName("card");
        ProtoJson.write(json, agent.getCard());
    }

    static String status(Agent agent) {
        return agent.getStatus().name().substring("AGENT_STATUS_".length()).toLowerCase(Locale.ROOT);
    }

    private static void routing(JsonGenerator json, RoutingMetadata routing) throws IOException {
        json.writeObjectFieldStart("routing");
        if (routing.hasCostPerRequest()) {
            json.writeNumberField("cost_per_request", routing.getCostPerRequest());
        }
        if (routing.hasAvgLatencyMs()) {
            json.writeNumberField("avg_latency_ms", routing.getAvgLatencyMs());
        }
        if (routing.hasQualityScore()) {
            json.writeNumberField("quality_score", routing.getQualityScore());
        }
        json.writeEndObject();
    }

    private static void discovery(JsonGenerator json, String id, String base) throws IOException {
        json.writeObjectFieldStart("discovery");
        json.writeStringField("endpoint", base + "/agents/" + id + "/");
        json.writeStringField("card_url", base + "/agents/" + id + "/.well-known/agent-card.json");
        json.writeEndObject();
    }

    static String time(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos())
                .truncatedTo(ChronoUnit.MILLIS)
                .toString();
    }
}
