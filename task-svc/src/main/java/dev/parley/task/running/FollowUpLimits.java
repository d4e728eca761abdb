package dev.parley.task.running;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.time.Duration;
import java.util.Optional;

/** What a task can still take. */
final class FollowUpLimits {
    private static final Duration TURN = Duration.ofSeconds(2);

    private FollowUpLimits() {}

    /**
     * Why the task cannot take one message more: it has ended, would be too large, or has too many that wait for their
     * turn. Empty when it can.
     */
    static Optional<A2aException> refusal(LiveTask task, Inbox.Waiting waiting, Message message, RunConfig limits) {
        if (task.state().isTerminal()) {
            return Optional.of(ended(task));
        }
        // a message that comes with the id of another is not in the history, but it waits all the same
        long held = Math.max(task.bytes(), waiting.bytes());
        int added = message.getSerializedSize();
        if (held + added > limits.maxTaskBytes()) {
            return Optional.of(new A2aException(
                    A2aErrorCode.PAYLOAD_TOO_LARGE,
                    "The message has " + added + " bytes, and task " + task.key() + " has " + held
                            + " (expected: at most " + limits.maxTaskBytes() + " together)"));
        }
        if (waiting.messages() >= limits.maxWaitingMessages()) {
            return Optional.of(A2aException.retryable(
                    A2aErrorCode.RATE_LIMITED,
                    waiting.messages() + " messages wait in task " + task.key() + " (expected: at most "
                            + limits.maxWaitingMessages() + ")",
                    TURN));
        }
        return Optional.empty();
    }

    static A2aException ended(LiveTask task) {
        return new A2aException(
                A2aErrorCode.UNSUPPORTED_OPERATION,
                "Task " + task.key() + " is " + task.state() + " (expected: a task that has not ended)");
    }
}
