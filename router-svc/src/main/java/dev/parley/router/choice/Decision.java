package dev.parley.router.choice;

import java.util.List;
import java.util.UUID;

/**
 * Who may serve, best first, and why.
 *
 * @param candidates may be empty: that is an answer too
 * @param summary one sentence for people
 */
public record Decision(
        UUID id, List<Scored> candidates, List<Removal> removed, Weights weights, double floor, String summary) {
    public Decision {
        candidates = List.copyOf(candidates);
        removed = List.copyOf(removed);
    }
}
