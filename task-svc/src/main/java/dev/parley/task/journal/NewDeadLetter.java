package dev.parley.task.journal;

import dev.parley.proto.task.v1.DeadLetter.Reason;

/**
 * A task ends because it cannot be delivered: what becomes durable with its end.
 *
 * @param detail a sentence for people; cut at 1,000 characters
 * @param agent tried last; empty when none was
 * @param acceptedSequence the entry of the message that could not be delivered
 */
public record NewDeadLetter(
        Reason reason,
        String detail,
        int attempts,
        String agent,
        String subject,
        String endpoint,
        long acceptedSequence) {
    private static final int LONGEST = 1_000;

    public NewDeadLetter {
        // an agent's words may be in it: a text column holds no U+0000
        String storable = detail.replace("\0", "");
        detail = storable.length() <= LONGEST ? storable : storable.substring(0, LONGEST) + "…";
    }
}
