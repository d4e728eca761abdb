package dev.parley.task.push;

import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.Webhook;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A webhook and how far it has come.
 *
 * @param createdAt also tells a config from the one that it took the place of
 * @param deliveredSequence the last entry of the task that was delivered, or needs no delivery
 * @param opening the task as it is comes first
 * @param delivered deliveries that succeeded
 * @param failedAttempts of the delivery that is next
 * @param failingSince when that failed first
 * @param dueAt when the next attempt is due; null when there is nothing to send, or it is being sent
 * @param lastStatus of the last attempt; 0 when nothing answered
 */
public record Delivery(
        TaskKey task,
        Webhook webhook,
        Instant createdAt,
        State state,
        long deliveredSequence,
        boolean opening,
        long delivered,
        int failedAttempts,
        @Nullable Instant failingSince,
        @Nullable Instant dueAt,
        @Nullable Instant lastAttemptAt,
        int lastStatus,
        String lastError) {

    /** How it stands; the number is stored and never changes. */
    public enum State {
        OPEN(1),
        DONE(2),
        GIVEN_UP(3);

        private final int number;

        State(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        /** @throws IllegalStateException for a number written by a newer build */
        public static State of(int number) {
            for (State state : values()) {
                if (state.number == number) {
                    return state;
                }
            }
            throw new IllegalStateException("Delivery state " + number + " (expected: 1 to 3)");
        }
    }

    public ConfigKey key() {
        return new ConfigKey(task, webhook.id());
    }
}
