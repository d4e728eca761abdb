package dev.parley.edge.calls;

import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.CallContext;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a message is taken in.
 *
 * @param onceKey not empty: the message counts once for the retention window, under this key
 * @param afterSequence the events up to here have been seen, should this send join a task
 * @param clientTaskId not empty: the caller's own id of the task
 * @param context what goes with the message to the agent
 */
public record Intake(String onceKey, OptionalLong afterSequence, String clientTaskId, CallContext context) {
    private static final int MAX_KEY_CHARS = 255;

    /**
     * Reads {@code Idempotency-Key}, the extension {@code once}, {@code Last-Event-ID} and what the agent shall hear.
     *
     * @param activated the extensions of {@code A2A-Extensions}
     * @throws A2aException INVALID_PARAMS
     */
    public static Intake of(CallHeaders headers, SendMessageRequest request, Set<String> activated) {
        return new Intake(onceKey(headers, request, activated), lastEventId(headers), "", CallContexts.of(headers));
    }

    /** The same for a task that the caller names itself; empty: it does not. */
    public Intake underName(String clientTask) {
        return new Intake(onceKey, afterSequence, clientTask, context);
    }

    private static String onceKey(CallHeaders headers, SendMessageRequest request, Set<String> activated) {
        String header = headers.first("Idempotency-Key");
        if (header != null) {
            if (header.isBlank() || header.length() > MAX_KEY_CHARS) {
                throw A2aException.invalidParams(
                        "Idempotency-Key",
                        header.length() + " characters (expected: 1 to " + MAX_KEY_CHARS + ", not all blank)");
            }
            return "key:" + header;
        }
        boolean once = activated.contains(Extensions.ONCE)
                || request.getMessage().getExtensionsList().contains(Extensions.ONCE);
        // a message of 0.1 has no id that could count once
        String id = request.getMessage().getMessageId();
        return once && !id.isEmpty() ? "message:" + id : "";
    }

    /**
     * The number of the last event that the caller of a stream has seen.
     *
     * @throws A2aException INVALID_PARAMS for anything but a number
     */
    public static OptionalLong lastEventId(CallHeaders headers) {
        String header = headers.first("Last-Event-ID");
        if (header == null || header.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long sequence = Long.parseLong(header);
            if (sequence >= 0) {
                return OptionalLong.of(sequence);
            }
        } catch (NumberFormatException e) {
            // told below, with the negative ones
        }
        throw A2aException.invalidParams(
                "Last-Event-ID", "\"" + header + "\" (expected: the id of an event of this stream, a whole number)");
    }
}
