package dev.parley.registry.search;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentSkill;
import dev.parley.registry.agent.RegisteredAgent;
import dev.parley.registry.search.LeftOut.Reason;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The limits of a need that no similarity outweighs. */
final class Limits {
    private final Need need;

    Limits(Need need) {
        this.need = need;
    }

    /** The first limit that an agent breaks; empty when it keeps them all. */
    Optional<LeftOut> broken(RegisteredAgent agent) {
        if (!agent.isActive()) {
            String why = agent.health().reason();
            return leftOut(
                    agent,
                    Reason.NOT_ACTIVE,
                    agent.status() + (why.isEmpty() ? "" : ": " + why) + " (expected: ACTIVE)");
        }
        AgentCard card = agent.held().card();
        return missing(need.skills(), wanted -> hasSkill(card, wanted))
                .map(wanted -> none(agent, Reason.SKILL_MISSING, "skill", wanted))
                .or(() -> missing(need.tags(), wanted -> hasTag(card, wanted))
                        .map(wanted -> none(agent, Reason.TAG_MISSING, "tag", wanted)))
                .or(() -> missing(need.inputModes(), wanted -> takes(card, wanted))
                        .map(wanted -> none(agent, Reason.INPUT_MODE, "input mode", wanted)))
                .or(() -> need.outputModes().isEmpty()
                                || need.outputModes().stream().anyMatch(mode -> gives(card, mode))
                        ? Optional.empty()
                        : leftOut(agent, Reason.OUTPUT_MODE, "gives none of " + need.outputModes()));
    }

    private static Optional<String> missing(List<String> wanted, Predicate<String> has) {
        return wanted.stream().filter(has.negate()).findFirst();
    }

    private static LeftOut none(RegisteredAgent agent, Reason reason, String what, String wanted) {
        return new LeftOut(agent.key(), reason, "no " + what + " \"" + wanted + "\"");
    }

    private static Optional<LeftOut> leftOut(RegisteredAgent agent, Reason reason, String detail) {
        return Optional.of(new LeftOut(agent.key(), reason, detail));
    }

    static boolean hasSkill(AgentCard card, String wanted) {
        return card.getSkillsList().stream().anyMatch(skill -> isNamed(skill, wanted));
    }

    static boolean isNamed(AgentSkill skill, String wanted) {
        return skill.getId().equalsIgnoreCase(wanted) || skill.getName().equalsIgnoreCase(wanted);
    }

    private static boolean hasTag(AgentCard card, String wanted) {
        return card.getSkillsList().stream()
                .flatMap(skill -> skill.getTagsList().stream())
                .anyMatch(tag -> tag.equalsIgnoreCase(wanted));
    }

    private static boolean takes(AgentCard card, String wanted) {
        return Stream.concat(
                        card.getDefaultInputModesList().stream(),
                        card.getSkillsList().stream().flatMap(skill -> skill.getInputModesList().stream()))
                .anyMatch(offered -> covers(offered, wanted));
    }

    private static boolean gives(AgentCard card, String wanted) {
        return Stream.concat(
                        card.getDefaultOutputModesList().stream(),
                        card.getSkillsList().stream().flatMap(skill -> skill.getOutputModesList().stream()))
                .anyMatch(offered -> covers(offered, wanted) || covers(wanted, offered));
    }

    /** A media range covers a type: parameters are not looked at. */
    private static boolean covers(String range, String type) {
        String plainRange = plain(range);
        String plainType = plain(type);
        return plainRange.equals("*/*")
                || plainRange.equals(plainType)
                || (plainRange.endsWith("/*")
                        && plainType.startsWith(plainRange.substring(0, plainRange.length() - 1)));
    }

    private static String plain(String mode) {
        int parameters = mode.indexOf(';');
        return Words.lower(parameters < 0 ? mode : mode.substring(0, parameters))
                .strip();
    }
}
