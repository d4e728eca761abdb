package dev.parley.edge.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.edge.calls.CallerScope;
import dev.parley.edge.calls.RegistryCalls;
import dev.parley.edge.http.JsonText;
import dev.parley.edge.http.PublicUrl;
import dev.parley.edge.http.Query;
import dev.parley.edge.http.Replies;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.AgentLeftOut;
import dev.parley.proto.registry.v1.AgentMatch;
import dev.parley.proto.registry.v1.FindAgentsReply;
import dev.parley.proto.registry.v1.FindAgentsRequest;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;

/** Which agents can serve a need, best first, and why others were left out. Calls none of them. */
@Controller("/api/v1/agents/find")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.VIRTUAL)
final class FindController {
    private static final int MAX_MATCHES = 100;

    private final RegistryCalls registry;
    private final CallerScope callers;
    private final PublicUrl urls;

    FindController(RegistryCalls registry, CallerScope callers, PublicUrl urls) {
        this.registry = registry;
        this.callers = callers;
        this.urls = urls;
    }

    @Get
    HttpResponse<?> findByQuery(HttpRequest<?> request) {
        Query query = new Query(request);
        FindAgentsRequest.Builder wanted = FindAgentsRequest.newBuilder();
        query.text("q").or(() -> query.text("need")).ifPresent(wanted::setText);
        wanted.addAllSkills(query.texts("skill")).addAllTags(query.texts("tag"));
        query.integer("limit", 1, MAX_MATCHES).ifPresent(wanted::setLimit);
        query.check();
        return find(request, wanted.build());
    }

    @Post
    HttpResponse<?> find(HttpRequest<?> request, @Body @Bindable(defaultValue = "") byte[] body) {
        RestBody members = RestBody.read(request, body);
        FindAgentsRequest.Builder wanted = FindAgentsRequest.newBuilder();
        members.text("need").or(() -> members.text("text")).ifPresent(wanted::setText);
        wanted.addAllSkills(members.texts("skills"))
                .addAllTags(members.texts("tags"))
                .addAllInputModes(members.texts("inputModes"))
                .addAllOutputModes(members.texts("outputModes"));
        members.integer("limit", 1, MAX_MATCHES).ifPresent(wanted::setLimit);
        members.number("floor").ifPresent(wanted::setFloor);
        members.check();
        return find(request, wanted.build());
    }

    private HttpResponse<?> find(HttpRequest<?> request, FindAgentsRequest wanted) {
        if (wanted.getText().isEmpty() && wanted.getSkillsCount() == 0 && wanted.getTagsCount() == 0) {
            throw new A2aException(A2aErrorCode.INVALID_PARAMS, "The need is empty (expected: words, skills or tags)");
        }
        FindAgentsReply reply = callers.run(request, () -> registry.find(wanted));
        String base = urls.base(request);
        return Replies.json(200, JsonText.write(out -> {
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
        }));
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
