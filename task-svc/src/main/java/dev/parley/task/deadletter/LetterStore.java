package dev.parley.task.deadletter;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.task.v1.DeadLetter.Reason;
import dev.parley.proto.task.v1.DeadLetter.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where dead letters are kept. A letter of a webhook that was deleted, replaced or goes on already is not there for anybody. Times
 * are the database's own. Safe for concurrent use.
 */
public interface LetterStore {
    Optional<Letter> find(LetterKey key);

    /**
     * Which letters; everything that is set must hold.
     *
     * @param subject null: everyone's of the tenant
     * @param reasons empty: any
     * @param agent empty: any
     * @param since inclusive
     * @param until exclusive
     */
    record Filter(
            String tenant,
            @Nullable String subject,
            State state,
            List<Reason> reasons,
            String agent,
            @Nullable Instant since,
            @Nullable Instant until) {
        public Filter {
            reasons = List.copyOf(reasons);
        }
    }

    /** Where a page ended. */
    record Place(Instant at, LetterKey key) {
        static Place of(Letter letter) {
            return new Place(letter.at(), letter.key());
        }
    }

    /** The newest first, behind a place; null: from the newest. */
    List<Letter> newest(Filter filter, @Nullable Place after, int limit);

    /** The oldest first. */
    List<Letter> oldest(Filter filter, int limit);

    /** Replaces the message of an open letter; empty when it is not open, or its new task has been made. */
    Optional<Letter> edit(LetterKey key, Message message, String by);

    /** The id of the task that an open letter becomes, the same for everybody who asks; empty when it is not open. */
    Optional<UUID> bind(LetterKey key, UUID proposed);

    /** Closes an open letter; false when it is not open. */
    boolean close(LetterKey key, State state, String by);

    /** Lets a webhook that was given up go on from where it was, and closes its letter; false when it is not given up. */
    boolean reopenWebhook(LetterKey key, String by);

    /** How many letters are open, counted up to a limit. */
    int open(int limit);
}
