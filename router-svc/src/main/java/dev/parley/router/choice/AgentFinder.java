package dev.parley.router.choice;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for agents that fit a need; the registry does the work. */
public interface AgentFinder {
    /**
     * An agent as found, with what it declares.
     *
     * @param requires extensions that who calls it must speak
     * @param latencyMs null when it declares none, as the others
     */
    record Match(
            String agentId,
            String agentName,
            double similarity,
            boolean exact,
            String skillId,
            List<String> requires,
            @Nullable Double latencyMs,
            @Nullable Double cost,
            @Nullable Double quality) {
        public Match {
            requires = List.copyOf(requires);
        }
    }

    /**
     * @param matches best first
     * @param leftOut agents that were looked at, with the reason
     * @param floor similarity under which an agent is no match
     */
    record Found(List<Match> matches, List<Removal> leftOut, double floor) {
        public Found {
            matches = List.copyOf(matches);
            leftOut = List.copyOf(leftOut);
        }
    }

    /** Searches among the agents of the current principal's tenant. */
    Found find(AgentNeed need, int limit);
}
