package dev.parley.router.outbound;

/** How an answer that is too large ends the call. */
final class AnswerLimit {
    private AnswerLimit() {}

    static CallOutcome exceeded(int maxBytes) {
        String limit = maxBytes % (1 << 20) == 0 ? (maxBytes >> 20) + " MiB" : maxBytes + " bytes";
        return new CallOutcome.Broken("the agent's answer is larger than " + limit);
    }
}
