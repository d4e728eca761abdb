package dev.parley.router.choice;

/**
 * An agent that could serve.
 *
 * @param similarity to the need, 0 to 1
 * @param latencyMs declared and measured, blended
 * @param cost of one request, as declared
 * @param quality declared and measured, blended, 0 to 1
 * @param skillId the skill that matched best; empty for a named agent
 * @param exact an exact skill or tag matched
 */
public record Candidate(
        String agentId,
        String agentName,
        double similarity,
        double latencyMs,
        double cost,
        double quality,
        String skillId,
        boolean exact) {}
