package dev.parley.bench.chaos.agent;

import dev.parley.proto.a2a.v1.AgentCapabilities;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.a2a.v1.AgentSkill;
import dev.parley.proto.json.ProtoJson;

/** What chaos agents say of themselves. */
final class AgentCards {
    private AgentCards() {}

    /** @param host and port, as the reader called them */
    static byte[] card(AgentSort sort, String host) {
        return ProtoJson.toBytes(AgentCard.newBuilder()
                .setName(sort.id())
                .setDescription("Does what a script says, while everything around it fails")
                .setVersion("1.0.0")
                .addSupportedInterfaces(AgentInterface.newBuilder()
                        .setUrl("http://" + host + "/")
                        .setProtocolBinding("JSONRPC")
                        .setProtocolVersion("1.0"))
                .setCapabilities(AgentCapabilities.newBuilder().setStreaming(sort.streaming()))
                .addDefaultInputModes("text/plain")
                .addDefaultOutputModes("text/plain")
                .addSkills(AgentSkill.newBuilder()
                        .setId(sort.id())
                        .setName(sort.id())
                        .setDescription("Answers " + sort.id() + " scripts")
                        .addTags("chaos"))
                .build());
    }
}
