package dev.parley.registry.rpc;

import dev.parley.proto.error.A2aException;
import dev.parley.proto.registry.v1.AgentLeftOut;
import dev.parley.proto.registry.v1.AgentMatch;
import dev.parley.proto.registry.v1.FindAgentsReply;
import dev.parley.proto.registry.v1.FindAgentsRequest;
import dev.parley.registry.agent.RegisteredAgent;
import dev.parley.registry.search.AgentSearch;
import dev.parley.registry.search.Found;
import dev.parley.registry.search.LeftOut;
import dev.parley.registry.search.Match;
import dev.parley.registry.search.Need;
import dev.parley.registry.search.SearchConfig;
import dev.parley.registry.search.SkillVectors;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;

/** Searches in the words of the wire. */
@Singleton
final class FindCalls {
    private final AgentSearch search;
    private final SkillVectors vectors;
    private final SearchConfig config;
    private final Timer timer;

    FindCalls(AgentSearch search, SkillVectors vectors, SearchConfig config, MeterRegistry meters) {
        this.search = search;
        this.vectors = vectors;
        this.config = config;
        this.timer = Timer.builder("parley.registry.find")
                .description("Time of a search, its text's vector included")
                .publishPercentileHistogram()
                .register(meters);
    }

    String engine() {
        return search.engine();
    }

    /** Gives a fresh card's skills a moment to be embedded, so that whoever registered an agent finds it. */
    RegisteredAgent awaitVectors(RegisteredAgent agent) throws InterruptedException {
        if (config.semantic()) {
            vectors.await(agent, config.registerWait());
        }
        return agent;
    }

    /** @throws A2aException INVALID_PARAMS, OVERLOADED */
    FindAgentsReply find(String tenant, FindAgentsRequest request) {
        Need need = need(request);
        Found found = timer.record(() -> search.find(tenant, need));
        FindAgentsReply.Builder reply =
                FindAgentsReply.newBuilder().setEngine(found.engine()).setFloor(need.floor());
        found.matches().stream().map(FindCalls::toProto).forEach(reply::addMatches);
        found.leftOut().stream().map(FindCalls::toProto).forEach(reply::addLeftOut);
        return reply.build();
    }

    private Need need(FindAgentsRequest request) {
        if (request.getText().isBlank() && request.getSkillsCount() == 0 && request.getTagsCount() == 0) {
            throw A2aException.invalidParams("$.text", "missing (expected: a text, or skills or tags)");
        }
        int limit = request.getLimit() == 0 ? config.shortlist() : request.getLimit();
        if (limit < 1 || limit > SearchConfig.MAX_MATCHES) {
            throw A2aException.invalidParams("$.limit", limit + " (expected: 1 to " + SearchConfig.MAX_MATCHES + ")");
        }
        double floor = request.hasFloor() ? request.getFloor() : config.floor();
        if (!(floor >= 0 && floor <= 1)) {
            throw A2aException.invalidParams("$.floor", floor + " (expected: 0 to 1)");
        }
        return new Need(
                request.getText(),
                request.getSkillsList(),
                request.getTagsList(),
                request.getInputModesList(),
                request.getOutputModesList(),
                limit,
                floor);
    }

    private static AgentMatch toProto(Match match) {
        return AgentMatch.newBuilder()
                .setAgent(AgentProto.toProto(match.agent()))
                .setSimilarity(match.similarity())
                .setExact(match.exact())
                .setVectorScore(match.vectorScore())
                .setTextScore(match.textScore())
                .setSkillId(match.skillId())
                .build();
    }

    private static AgentLeftOut toProto(LeftOut out) {
        return AgentLeftOut.newBuilder()
                .setAgentId(out.agent().id())
                .setReason(out.reason().name())
                .setDetail(out.detail())
                .build();
    }
}
