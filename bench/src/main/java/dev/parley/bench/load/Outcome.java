package dev.parley.bench.load;

/**
 * What one run of the load generator saw.
 *
 * @param good answers that were a completed Task
 * @param bad every other answer
 * @param broken connections that ended before the run did
 * @param firstBad the first bad answer, shortened; empty when there was none
 */
public record Outcome(double seconds, Latencies latencies, int good, int bad, int broken, String firstBad) {
    public double perSecond() {
        return good / seconds;
    }
}
