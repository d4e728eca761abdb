package dev.parley.registry.health;

/**
 * The last probes of an agent. Immutable.
 *
 * @param recent a bit a probe, the newest lowest; 1 for an answer
 * @param count probes held, at most {@value #WINDOW}
 * @param misses since the last answer
 */
record ProbeHistory(int recent, int count, int misses) {
    static final int WINDOW = 20;
    static final ProbeHistory NONE = new ProbeHistory(0, 0, 0);

    ProbeHistory after(boolean answered) {
        int mask = (1 << WINDOW) - 1;
        return new ProbeHistory(
                ((recent << 1) | (answered ? 1 : 0)) & mask, Math.min(WINDOW, count + 1), answered ? 0 : misses + 1);
    }

    /** Share of the probes held that were answered; 1 before the first. */
    double score() {
        return count == 0 ? 1 : (double) Integer.bitCount(recent) / count;
    }
}
