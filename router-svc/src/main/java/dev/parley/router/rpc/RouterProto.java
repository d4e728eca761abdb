package dev.parley.router.rpc;

import com.google.protobuf.Duration;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.registry.v1.Agent;
import dev.parley.proto.registry.v1.RoutingMetadata;
import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.router.v1.CallEnd.Outcome;
import dev.parley.proto.router.v1.CallEvent;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.router.v1.Removed;
import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.router.choice.AgentFinder.Match;
import dev.parley.router.choice.AgentNeed;
import dev.parley.router.choice.Candidate;
import dev.parley.router.choice.Decision;
import dev.parley.router.choice.Limits;
import dev.parley.router.choice.Removal;
import dev.parley.router.choice.Scored;
import dev.parley.router.choice.Weights;
import dev.parley.router.outbound.CallOutcome;
import java.util.List;
import java.util.Optional;

/** Between the router's own types and its protobuf messages. */
final class RouterProto {
    private RouterProto() {}

    /**
     * @param extensions those that the caller activates
     * @throws A2aException INVALID_PARAMS for a need that says nothing or has wrong numbers
     */
    static AgentNeed need(Need need, List<String> extensions, Weights configured) {
        return new AgentNeed(
                need.getText(),
                need.getSkillsList(),
                need.getTagsList(),
                need.getInputModesList(),
                need.getOutputModesList(),
                extensions,
                new Limits(
                        need.hasMaxLatencyMs() ? need.getMaxLatencyMs() : null,
                        need.hasMaxCost() ? need.getMaxCost() : null,
                        need.hasMinQuality() ? need.getMinQuality() : null),
                weights(need.getWeights(), configured));
    }

    private static Weights weights(dev.parley.proto.router.v1.Weights asked, Weights configured) {
        return new Weights(
                asked.hasSimilarity() ? asked.getSimilarity() : configured.similarity(),
                asked.hasLatency() ? asked.getLatency() : configured.latency(),
                asked.hasCost() ? asked.getCost() : configured.cost(),
                asked.hasQuality() ? asked.getQuality() : configured.quality());
    }

    /** An agent called by name: certain, whatever it can do. */
    static Match named(Agent agent) {
        return match(agent, 1, true, "");
    }

    static Match match(Agent agent, double similarity, boolean exact, String skillId) {
        RoutingMetadata routing = agent.getRouting();
        return new Match(
                agent.getId(),
                agent.getCard().getName(),
                similarity,
                exact,
                skillId,
                Extensions.required(agent.getCard()),
                routing.hasAvgLatencyMs() ? routing.getAvgLatencyMs() : null,
                routing.hasCostPerRequest() ? routing.getCostPerRequest() : null,
                routing.hasQualityScore() ? routing.getQualityScore() : null);
    }

    static RouteDecision toProto(Decision decision) {
        RouteDecision.Builder proto = RouteDecision.newBuilder()
                .setDecisionId(decision.id().toString())
                .setWeights(toProto(decision.weights()))
                .setFloor(decision.floor())
                .setSummary(decision.summary());
        for (Scored scored : decision.candidates()) {
            proto.addCandidates(toProto(scored));
        }
        for (Removal removal : decision.removed()) {
            proto.addRemoved(Removed.newBuilder()
                    .setAgentId(removal.agentId())
                    .setReason(removal.reason())
                    .setDetail(removal.detail()));
        }
        return proto.build();
    }

    private static dev.parley.proto.router.v1.Candidate toProto(Scored scored) {
        Candidate candidate = scored.candidate();
        return dev.parley.proto.router.v1.Candidate.newBuilder()
                .setAgentId(candidate.agentId())
                .setAgentName(candidate.agentName())
                .setScore(scored.score())
                .setSimilarity(candidate.similarity())
                .setLatencyMs(candidate.latencyMs())
                .setCost(candidate.cost())
                .setQuality(candidate.quality())
                .setSkillId(candidate.skillId())
                .setExact(candidate.exact())
                .build();
    }

    private static dev.parley.proto.router.v1.Weights toProto(Weights weights) {
        return dev.parley.proto.router.v1.Weights.newBuilder()
                .setSimilarity(weights.similarity())
                .setLatency(weights.latency())
                .setCost(weights.cost())
                .setQuality(weights.quality())
                .build();
    }

    static CallEnd toProto(CallOutcome outcome) {
        CallEnd.Builder end = CallEnd.newBuilder().setReason(outcome.reason());
        return switch (outcome) {
            case CallOutcome.Finished finished ->
                end.setOutcome(Outcome.FINISHED).build();
            case CallOutcome.NotStarted notStarted ->
                end.setOutcome(Outcome.NOT_STARTED).build();
            case CallOutcome.Broken broken ->
                end.setOutcome(Outcome.BROKEN)
                        .setAgentAway(broken.away())
                        .setAgentErrorCode(broken.code())
                        .build();
            case CallOutcome.Silent silent -> end.setOutcome(Outcome.SILENT).build();
            case CallOutcome.Refused refused ->
                end.setOutcome(Outcome.REFUSED)
                        .setAgentErrorCode(refused.code())
                        .build();
        };
    }

    static CallEvent endOf(CallOutcome outcome) {
        return CallEvent.newBuilder().setEnd(toProto(outcome)).build();
    }

    /** @throws A2aException INVALID_PARAMS for a time that is not over 0 */
    static Optional<java.time.Duration> timeout(boolean present, Duration timeout, String field) {
        if (!present) {
            return Optional.empty();
        }
        java.time.Duration value = java.time.Duration.ofSeconds(timeout.getSeconds(), timeout.getNanos());
        if (!value.isPositive()) {
            throw A2aException.invalidParams("$." + field, value + " (expected: over 0)");
        }
        return Optional.of(value);
    }
}
