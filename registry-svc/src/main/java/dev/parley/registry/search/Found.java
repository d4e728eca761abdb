package dev.parley.registry.search;

import java.util.List;

/**
 * The outcome of a search.
 *
 * @param matches best first
 * @param leftOut at most {@value #MAX_LEFT_OUT}
 */
public record Found(List<Match> matches, List<LeftOut> leftOut, String engine) {
    /** Agents named that did not fit. */
    static final int MAX_LEFT_OUT = 100;

    public Found {
        matches = List.copyOf(matches);
        leftOut = List.copyOf(leftOut);
    }
}
