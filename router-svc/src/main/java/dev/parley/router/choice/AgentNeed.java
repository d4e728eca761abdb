package dev.parley.router.choice;

import dev.parley.proto.error.A2aException;
import java.util.List;

/**
 * What a caller needs.
 *
 * @param text in plain words; may be empty when skills or tags are given
 * @param extensions those that the caller activates, for agents that require some
 * @param weights already completed with the configured ones
 */
public record AgentNeed(
        String text,
        List<String> skills,
        List<String> tags,
        List<String> inputModes,
        List<String> outputModes,
        List<String> extensions,
        Limits limits,
        Weights weights) {
    /** @throws A2aException INVALID_PARAMS for a need that says nothing */
    public AgentNeed {
        skills = List.copyOf(skills);
        tags = List.copyOf(tags);
        inputModes = List.copyOf(inputModes);
        outputModes = List.copyOf(outputModes);
        extensions = List.copyOf(extensions);
        if (text.isBlank() && skills.isEmpty() && tags.isEmpty()) {
            throw A2aException.invalidParams("$.need", "says nothing (expected: a text, skills or tags)");
        }
    }

    /** The need as it is quoted to people: short. */
    String quoted() {
        String words = text.isBlank() ? String.join(", ", skills.isEmpty() ? tags : skills) : text.strip();
        int end = words.offsetByCodePoints(0, Math.min(80, words.codePointCount(0, words.length())));
        return "\"" + words.substring(0, end) + (end < words.length() ? "…" : "") + "\"";
    }
}
