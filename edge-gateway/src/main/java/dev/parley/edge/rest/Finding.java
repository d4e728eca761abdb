package dev.parley.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.AgentLeftOut;
import dev.parley.proto.registry.v1.AgentMatch;
import dev.parley.proto.registry.v1.FindAgentsReply;
import dev.parley.proto.registry.v1.FindAgentsRequest;
import java.io.IOException;

/** The search for agents as JSON: what is asked and what is found. */
final class Finding {
    static final int MAX_MATCHES = 100;

    private Finding() {}

    /**
     * @throws A2aException INVALID_PARAMS
     */
    static FindAgentsRequest wanted(RestBody members) {
        FindAgentsRequest.Builder wanted = FindAgentsRequest.newBuilder();
        members.text("need")
                .or(() -> members.text("text"))
                .or(() -> members.text("query"))
                .ifPresent(wanted::setText);
        wanted.addAllSkills(members.texts("skills"))
                .addAllTags(members.texts("tags"))
                .addAllInputModes(members.texts("inputModes"))
                .addAllOutputModes(members.texts("outputModes"));
        members.integer("limit", 1, MAX_MATCHES).ifPresent(wanted::setLimit);
        members.number("floor").ifPresent(wanted::setFloor);
        members.check();
        return requireNeed(wanted.build());
    }

    /**
     * @throws A2aException INVALID_PARAMS when nothing is wanted
     */
    static FindAgentsRequest requireNeed(FindAgentsRequest wanted) {
        if (wanted.getText().isEmpty() && wanted.getSkillsCount() == 0 && wanted.getTagsCount() == 0) {
            throw new A2aException(A2aErrorCode.INVALID_PARAMS, "The need is empty (expected: words, skills or tags)");
        }
        return wanted;
    }

    /** @param base the mesh's public URL */
    static void write(JsonGenerator out, FindAgentsReply reply, String base) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("matches");
        for (AgentMatch match : reply.getMatchesList()) {
            match(out, match, base);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("left_out");
        for (AgentLeftOut leftOut : reply.getLeftOutList()) {
            out.writeStartObject();
            out.writeStringField("agent_id", leftOut.getAgentId());
            out.writeStringField("reason", leftOut.getReason());
            out.writeStringField("detail", leftOut.getDetail());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeStringField("engine", reply.getEngine());
        out.writeNumberField("floor", reply.getFloor());
        out.writeEndObject();
    }

    private static void match(JsonGenerator out, AgentMatch match, String base) throws IOException {
        out.writeStartObject();
        out.writeNumberField("similarity", match.getSimilarity());
        out.writeBooleanField("exact", match.getExact());
        out.writeNumberField("vector_score", match.getVectorScore());
        out.writeNumberField("text_score", match.getTextScore());
        out.writeStringField("skill_id", match.getSkillId());
        AgentJson.members(out, match.getAgent(), base);
        out.writeEndObject();
    }
}
