package dev.parley.registry.search;

import dev.parley.proto.a2a.v1.AgentSkill;
import dev.parley.registry.agent.RegisteredAgent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * What a search reads of a skill.
 *
 * @param exact id, name and tags in lower case: a text equal to one of them is an exact match
 * @param stems for full text: name, description, tags and examples
 */
public record SkillDocument(SkillRef ref, String name, String description, Set<String> exact, List<String> stems) {
    /** Texts a skill is embedded by. */
    static final int TEXTS = 3;

    public SkillDocument {
        exact = Set.copyOf(exact);
        stems = List.copyOf(stems);
    }

    static List<SkillDocument> of(RegisteredAgent agent) {
        return agent.held().card().getSkillsList().stream()
                .map(skill -> of(new SkillRef(agent.key(), skill.getId()), skill))
                .toList();
    }

    private static SkillDocument of(SkillRef ref, AgentSkill skill) {
        Set<String> exact = new HashSet<>();
        exact.add(Words.lower(skill.getId()));
        exact.add(Words.lower(skill.getName()));
        skill.getTagsList().forEach(tag -> exact.add(Words.lower(tag)));
        String name = Words.spoken(skill.getName());
        String all = name + ": " + skill.getDescription() + " " + String.join(" ", skill.getTagsList()) + " "
                + String.join(" ", skill.getExamplesList());
        return new SkillDocument(ref, name, skill.getDescription(), exact, Words.stems(all));
    }

    /** In the order in which {@link SkillVector#blend} weighs their vectors. */
    List<String> texts() {
        return List.of(description, name + ": " + description, name);
    }

    /** Equal when the texts are: whether a stored vector is still of this skill. */
    String digest() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String text : texts()) {
                sha.update(text.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
