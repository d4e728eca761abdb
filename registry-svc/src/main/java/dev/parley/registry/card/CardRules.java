package dev.parley.registry.card;

import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.AgentInterface;
import dev.parley.proto.a2a.v1.AgentSkill;
import dev.parley.proto.dialect.ProtocolBinding;
import dev.parley.proto.error.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a 1.0 card must satisfy beyond its types and required members, so that the mesh can call and find its agent. */
final class CardRules {
    static final int MAX_SKILLS = 1000;
    static final String JSONRPC = "JSONRPC";

    private final AgentUrls urls;

    CardRules(AgentUrls urls) {
        this.urls = urls;
    }

    List<Violation> check(AgentCard card) {
        List<Violation> found = new ArrayList<>();
        blank(card.getName(), "$.name", found);
        checkInterfaces(card.getSupportedInterfacesList(), found);
        checkSkills(card.getSkillsList(), found);
        return found;
    }

    private void checkInterfaces(List<AgentInterface> interfaces, List<Violation> found) {
        for (int i = 0; i < interfaces.size(); i++) {
            AgentInterface each = interfaces.get(i);
            // a custom binding's address (one named by a URI) is whatever it says, such as our own ws://
            if (!each.getUrl().isEmpty() && !each.getProtocolBinding().contains("://")) {
                String path = "$.supportedInterfaces[" + i + "].url";
                urls.fault(each).ifPresent(fault -> found.add(new Violation(path, fault)));
            }
        }
        if (!interfaces.isEmpty() && interfaces.stream().noneMatch(CardRules::isCallable)) {
            String offered = interfaces.stream()
                    .map(each -> each.getProtocolBinding() + " " + each.getProtocolVersion())
                    .collect(Collectors.joining(", "));
            found.add(new Violation(
                    "$.supportedInterfaces",
                    offered + " (expected: one with protocolBinding and protocolVersion of "
                            + ProtocolBinding.callables() + "; the mesh calls no others)"));
        }
    }

    static boolean isCallable(AgentInterface each) {
        return ProtocolBinding.of(each.getProtocolBinding())
                .flatMap(binding -> binding.callable(each.getProtocolVersion()))
                .isPresent();
    }

    private static void checkSkills(List<AgentSkill> skills, List<Violation> found) {
        if (skills.size() > MAX_SKILLS) {
            found.add(new Violation("$.skills", skills.size() + " skills (expected: at most " + MAX_SKILLS + ")"));
        }
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < skills.size(); i++) {
            AgentSkill skill = skills.get(i);
            String path = "$.skills[" + i + "]";
            blank(skill.getId(), path + ".id", found);
            blank(skill.getName(), path + ".name", found);
            Integer earlier = first.putIfAbsent(skill.getId(), i);
            if (earlier != null && !skill.getId().isEmpty()) {
                found.add(new Violation(
                        path + ".id", "\"" + skill.getId() + "\" is skill " + earlier + " too (expected: ids once)"));
            }
        }
    }

    // empty text is a required member missing, which is told elsewhere
    private static void blank(String text, String path, List<Violation> found) {
        if (!text.isEmpty() && text.isBlank()) {
            found.add(new Violation(path, "blank (expected: a string that is not empty)"));
        }
    }
}
