package dev.parley.edge.card;

import dev.parley.kit.life.Features;
import dev.parley.proto.a2a.v1.AgentCapabilities;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentExtension;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.a2a.v1.AgentSkill;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.registry.v1.Agent;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Makes the cards that the mesh serves: an agent's with the mesh's URL, and the mesh's own. Knows no HTTP. */
@Singleton
final class CardRewriter {
    private static final String PROTOCOL_VERSION = "1.0";

    private static final AgentExtension ONCE =
            extension(Extensions.ONCE, "A message counts once for the whole retention window, also after its answer.");
    private static final AgentExtension CURSOR = extension(
            Extensions.CURSOR, "A stream resumes behind the event named by Last-Event-ID, without loss or repetition.");
    private static final AgentExtension CHECKPOINT = extension(
            Extensions.CHECKPOINT, "Tasks and events say the progress and the checkpoints that agents report.");
    private static final AgentExtension ROUTE = extension(
            Extensions.ROUTE,
            "message.metadata may state the need (skills, tags, modes) and hard limits (latency, cost, quality).");

    private static final AgentExtension DISCOVER = extension(
            Extensions.DISCOVER,
            "The JSON-RPC method agent.discover searches the registered agents by need, skills or tags.");

    private static final AgentExtension REDUCED_DURABILITY = extension(
            Extensions.REDUCED_DURABILITY,
            "The operator has switched enhanced_durability off: what was accepted last may be lost with the database's machine.");

    private final Features features;

    CardRewriter(Features features) {
        this.features = features;
    }

    /**
     * The agent's card, callable through the mesh. Capabilities are those of the mesh's endpoint: it streams and calls
     * webhooks whatever the agent can do. Signatures cover the agent's own URLs and are left out.
     */
    AgentCard ofAgent(Agent agent, EndpointAddress at) {
        AgentCard card = agent.getCard();
        AgentCapabilities.Builder capabilities = endpoint(card.getCapabilities().toBuilder())
                .setExtendedAgentCard(card.getCapabilities().getExtendedAgentCard());
        addMissing(capabilities, ONCE);
        addMissing(capabilities, CURSOR);
        return card.toBuilder()
                .clearSupportedInterfaces()
                .addAllSupportedInterfaces(interfaces(at))
                .clearSignatures()
                .setCapabilities(capabilities)
                .build();
    }

    /** The mesh as an agent: one skill, never the union of all agents'. */
    AgentCard ofMesh(String version, EndpointAddress at) {
        return AgentCard.newBuilder()
                .setName("Parley")
                .setDescription(
                        "A mesh of agents behind one address: it finds the agent that serves a need best, calls it,"
                                + " and keeps the task.")
                .setVersion(version)
                .addAllSupportedInterfaces(interfaces(at))
                .setCapabilities(endpoint(AgentCapabilities.newBuilder())
                        .addExtensions(ROUTE)
                        .addExtensions(ONCE)
                        .addExtensions(CURSOR)
                        .addExtensions(CHECKPOINT)
                        .addExtensions(DISCOVER))
                .addAllDefaultInputModes(List.of("text/plain", "application/json"))
                .addAllDefaultOutputModes(List.of("text/plain", "application/json"))
                .addSkills(AgentSkill.newBuilder()
                        .setId("delegate")
                        .setName("Delegate")
                        .setDescription(
                                "Hands a task to the registered agent that serves it best, under the caller's limits.")
                        .addTags("delegation")
                        .addTags("routing")
                        .addExamples("What will the weather be like in Lisbon tomorrow?"))
                .build();
    }

    private AgentCapabilities.Builder endpoint(AgentCapabilities.Builder capabilities) {
        if (!features.enhancedDurability()) {
            addMissing(capabilities, REDUCED_DURABILITY);
        }
        return capabilities
                .setStreaming(features.streamingSupport())
                .setPushNotifications(true)
                .setExtendedAgentCard(false);
    }

    private static void addMissing(AgentCapabilities.Builder capabilities, AgentExtension extension) {
        if (capabilities.getExtensionsList().stream()
                .noneMatch(held -> held.getUri().equals(extension.getUri()))) {
            capabilities.addExtensions(extension);
        }
    }

    /**
     * JSON-RPC first, which every client speaks. Its clients resolve the card's path against the URL, so that one ends in a
     * slash; those of HTTP+JSON append theirs, so that one does not. gRPC has no path: there the
     * tenant names the agent, where the port does not.
     */
    private static List<AgentInterface> interfaces(EndpointAddress at) {
        List<AgentInterface> interfaces = new ArrayList<>();
        interfaces.add(at(at.http() + "/", "JSONRPC").build());
        interfaces.add(at(at.http(), "HTTP+JSON").build());
        if (at.grpc() != null) {
            interfaces.add(at(at.grpc(), "GRPC").setTenant(at.grpcTenant()).build());
        }
        // last: a binding of our own, which clients that do not know its URI pass over
        interfaces.add(
                at(webSocket(at.http()) + "/", Extensions.WEBSOCKET_BINDING).build());
        return interfaces;
    }

    private static String webSocket(String http) {
        return "ws" + http.substring("http".length());
    }

    private static AgentInterface.Builder at(String url, String binding) {
        return AgentInterface.newBuilder()
                .setUrl(url)
                .setProtocolBinding(binding)
                .setProtocolVersion(PROTOCOL_VERSION);
    }

    private static AgentExtension extension(String uri, String description) {
        return AgentExtension.newBuilder()
                .setUri(uri)
                .setDescription(description)
                .build();
    }
}
