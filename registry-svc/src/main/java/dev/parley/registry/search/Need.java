package dev.parley.registry.search;

import java.util.List;

/**
 * What is looked for.
 *
 * @param text in plain words; may be blank when skills or tags are given
 * @param skills ids or names, all of which the agent must have, in any case
 * @param tags all of which the agent must have, in any case
 * @param inputModes media types, all of which the agent must take
 * @param outputModes media types, one of which the agent must give
 * @param floor similarity under which an agent is no match
 */
public record Need(
        String text,
        List<String> skills,
        List<String> tags,
        List<String> inputModes,
        List<String> outputModes,
        int limit,
        double floor) {
    public Need {
        skills = List.copyOf(skills);
        tags = List.copyOf(tags);
        inputModes = List.copyOf(inputModes);
        outputModes = List.copyOf(outputModes);
    }
}
