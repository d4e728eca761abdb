package dev.parley.edge.card;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.http.JsonText;
import dev.parley.edge.http.Replies;
import dev.parley.kit.agents.AgentDirectory;
import dev.parley.kit.health.Draining;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.v01.V01JsonWriter;
import dev.parley.proto.json.ProtoJson;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;

/** What this one node can do and where its limits are, for diagnosis: another node behind the same address may answer otherwise. */
@Controller
@Produces(MediaType.ALL)
final class NodeController {
    private final CardRewriter cards;
    private final Addresses addresses;
    private final AgentDirectory agents;
    private final EdgeConfig config;
    private final Draining draining;

    NodeController(
            CardRewriter cards, Addresses addresses, AgentDirectory agents, EdgeConfig config, Draining draining) {
        this.cards = cards;
        this.addresses = addresses;
        this.agents = agents;
        this.config = config;
        this.draining = draining;
    }

    @Get("/agent/card")
    HttpResponse<?> node(HttpRequest<?> request) {
        AgentCard card = cards.ofMesh(config.version(), addresses.ofMesh(request));
        return Replies.json(200, JsonText.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("version", config.version());
                    out.writeArrayFieldStart("protocol_versions");
                    for (String version : A2aVersion.numbers()) {
                        out.writeString(version);
                    }
                    out.writeString(V01JsonWriter.VERSION); // stated by nobody, known by its methods
                    out.writeEndArray();
                    out.writeNumberField("agents", agents.size());
                    out.writeBooleanField("draining", draining.isBegun());
                    out.writeObjectFieldStart("limits");
                    out.writeNumberField("max_body_bytes", config.maxBodyBytes());
                    out.writeNumberField("max_streams", config.maxStreams());
                    out.writeNumberField("max_sends", config.maxSends());
                    out.writeNumberField("max_agent_listeners", config.maxAgentListeners());
                    out.writeNumberField(
                            "response_timeout_ms", config.responseTimeout().toMillis());
                    out.writeEndObject();
                    out.writeFieldName("card");
                    ProtoJson.write(out, card);
                    out.writeEndObject();
                }))
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
