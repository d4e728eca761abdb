package dev.parley.router.choice;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says a decision in one sentence. */
final class Summary {
    private static final int NAMED_AT_MOST = 5;

    private Summary() {}

    static String chosen(AgentNeed need, List<Scored> ranked, boolean preferred) {
        Scored best = ranked.getFirst();
        Candidate agent = best.candidate();
        String why = "%s was chosen for %s with score %s of %d %s: similarity %s%s, latency %s ms, cost %s, quality %s"
                .formatted(
                        agent.agentId(),
                        need.quoted(),
                        twoDigits(best.score()),
                        ranked.size(),
                        ranked.size() == 1 ? "candidate" : "candidates",
                        twoDigits(agent.similarity()),
                        agent.exact() ? " (exact)" : "",
                        Numbers.brief(agent.latencyMs()),
                        Numbers.brief(agent.cost()),
                        twoDigits(agent.quality()));
        return why + (preferred ? "; preferred, because it served this context last" : next(ranked)) + ".";
    }

    private static String next(List<Scored> ranked) {
        if (ranked.size() == 1) {
            return "";
        }
        Scored second = ranked.get(1);
        return "; next was " + second.candidate().agentId() + " with " + twoDigits(second.score());
    }

    static String named(Candidate agent) {
        return agent.agentId() + " was called by name.";
    }

    static String nobody(AgentNeed need, List<Removal> removed) {
        String start = "No agent can do " + need.quoted() + ": ";
        if (removed.isEmpty()) {
            return start + "none was found.";
        }
        String reasons = removed.stream()
                .limit(NAMED_AT_MOST)
                .map(one -> one.agentId() + ": " + one.detail())
                .collect(Collectors.joining("; "));
        int more = removed.size() - NAMED_AT_MOST;
        return start + removed.size() + " looked at: " + reasons + (more > 0 ? "; and " + more + " more" : "") + ".";
    }

    private static String twoDigits(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
