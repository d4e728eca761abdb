package dev.parley.registry.search;

import dev.parley.registry.agent.RegisteredAgent;

/**
 * An agent that fits.
 *
 * @param similarity 0 to 1; 1 when exact
 * @param exact the text is a skill's id or name or a tag, or the skills that were asked for are all there
 * @param vectorScore the cosine it was fused from, 0 when meaning was not asked
 * @param textScore the BM25 score it was fused from
 * @param skillId the skill that matched best, empty when the need names none
 */
public record Match(
        RegisteredAgent agent,
        double similarity,
        boolean exact,
        double vectorScore,
        double textScore,
        String skillId) {}
