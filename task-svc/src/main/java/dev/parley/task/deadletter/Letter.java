package dev.parley.task.deadletter;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.task.v1.DeadLetter.Reason;
import dev.parley.proto.task.v1.DeadLetter.State;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as its row says.
 *
 * @param subject of the task, as is the endpoint
 * @param agent tried last; empty when none was
 * @param acceptedSequence the entry of the message; 0 for a webhook
 * @param redrivenAs the task that it becomes; also of an open letter whose redrive was cut short
 * @param edited what is sent instead of the message that was accepted
 */
public record Letter(
        LetterKey key,
        String subject,
        String endpoint,
        String agent,
        Reason reason,
        String detail,
        int attempts,
        long acceptedSequence,
        Instant at,
        State state,
        @Nullable UUID redrivenAs,
        @Nullable Closed closed,
        @Nullable Edited edited) {
    public record Closed(String by, Instant at) {}

    public record Edited(Message message, String by, Instant at) {}
}
