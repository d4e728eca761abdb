package dev.parley.examples.kit;

import dev.parley.proto.a2a.v1.AgentCapabilities;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentExtension;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.a2a.v1.AgentProvider;
import dev.parley.proto.a2a.v1.AgentSkill;
import dev.parley.proto.extension.Extensions;
import java.util.List;
import java.util.Map;

/** What the cards of the example agents share. */
public final class Cards {
    /** The version all example agents carry. */
    private static final String VERSION = "0.1.0";

    private Cards() {}

    /**
     * What an agent tells a mesh about itself beyond A2A, in the {@link Extensions#AGENT} extension.
     *
     * @param costPerRequest in any one currency; the mesh only compares
     * @param avgLatencyMs milliseconds to the end of a usual task
     * @param qualityScore in [0, 1]
     */
    public record MeshHints(double costPerRequest, double avgLatencyMs, double qualityScore) {}

    /** A streaming JSON-RPC agent that takes and gives plain text; the caller adds skills and further modes. */
    public static AgentCard.Builder card(String name, String description, String url, MeshHints hints) {
        return AgentCard.newBuilder()
                .setName(name)
                .setDescription(description)
                .addSupportedInterfaces(AgentInterface.newBuilder()
                        .setUrl(url)
                        .setProtocolBinding("JSONRPC")
                        .setProtocolVersion("1.0"))
                .setProvider(AgentProvider.newBuilder()
                        .setOrganization("Parley examples")
                        .setUrl("https://parley.dev"))
                .setVersion(VERSION)
                .setCapabilities(AgentCapabilities.newBuilder()
                        .setStreaming(true)
                        .setPushNotifications(false)
                        .setExtendedAgentCard(false)
                        .addExtensions(extension(hints)))
                .addDefaultInputModes("text/plain")
                .addDefaultOutputModes("text/plain");
    }

    public static AgentSkill skill(
            String id, String name, String description, List<String> tags, List<String> examples) {
        return AgentSkill.newBuilder()
                .setId(id)
                .setName(name)
                .setDescription(description)
                .addAllTags(tags)
                .addAllExamples(examples)
                .build();
    }

    /**
     * The declaration of an agent that reports its progress and goes on from checkpoints. With it an agent promises: a task that it
     * does not know nobody works on any more, and what it did behind a checkpoint may be done again.
     */
    public static AgentExtension resumable() {
        return AgentExtension.newBuilder()
                .setUri(Extensions.CHECKPOINT)
                .setDescription("Reports progress and goes on from its checkpoints")
                .setParams(Parts.struct(Map.of("resumable", true)))
                .build();
    }

    private static AgentExtension extension(MeshHints hints) {
        return AgentExtension.newBuilder()
                .setUri(Extensions.AGENT)
                .setDescription("What the agent costs, how fast and how good it is")
                .setParams(Parts.struct(Map.of(
                        "costPerRequest", hints.costPerRequest(),
                        "avgLatencyMs", hints.avgLatencyMs(),
                        "qualityScore", hints.qualityScore())))
                .build();
    }
}
