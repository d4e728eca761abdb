package dev.parley.task.running;

import dev.parley.proto.router.v1.CallEnd;
import dev.parley.proto.task.v1.AttemptEnd;

/** How attempts ended, as the journal keeps it. */
final class AttemptEnds {
    private static final int LONGEST = 400;

    private AttemptEnds() {}

    static AttemptEnd of(int number, String agentId, CallEnd end) {
        String reason = end.getReason();
        return AttemptEnd.newBuilder()
                .setNumber(number)
                .setAgentId(agentId)
                .setOutcome(end.getOutcome())
                .setReason(reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST) + "…")
                .setAgentErrorCode(end.getAgentErrorCode())
                .build();
    }
}
