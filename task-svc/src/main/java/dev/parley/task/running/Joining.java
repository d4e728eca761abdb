package dev.parley.task.running;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.journal.Commit;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.running.Intake.Accepted;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a message gets that was accepted before: the task of the first one; nothing is written. Safe for concurrent use. */
final class Joining {
    private final JournalStore store;
    private final LiveTasks live;

    Joining(JournalStore store, LiveTasks live) {
        this.store = store;
        this.live = live;
    }

    /** What became of this call when it was made first; its answer may have been given, and lost. */
    Optional<Accepted> resent(Principal principal, SendMessageCall call, IntakeKey intake) {
        TaskKey key = TaskKey.parse(principal.tenant(), call.getTaskId());
        // the key is of this subject, endpoint and message alone
        OptionalLong sequence = store.acceptedUnder(key, intake.key());
        return sequence.isPresent()
                ? Optional.of(new Accepted(key, running(key), sequence.getAsLong(), intake, true))
                : Optional.empty();
    }

    /** An equal message that is not answered yet, whatever task it is of. */
    Optional<Accepted> unanswered(Principal principal, IntakeKey intake) {
        return store.held(principal.tenant(), intake).map(joined -> join(joined, intake));
    }

    /** @throws A2aException MESSAGE_ID_REUSED when the message that holds the key is another one */
    Accepted join(Commit.Outcome.Joined joined, IntakeKey intake) {
        if (!joined.sameBody()) {
            throw new A2aException(
                    A2aErrorCode.MESSAGE_ID_REUSED,
                    "The once-key was used before with another message, by task " + joined.existing());
        }
        // a once-key outlives what it was first used for, so it may be of a task whose entry has another key by now
        long sequence = store.acceptedUnder(joined.existing(), intake.key()).orElse(0);
        return new Accepted(joined.existing(), running(joined.existing()), sequence, intake, true);
    }

    private @Nullable LiveTask running(TaskKey key) {
        return live.find(key).map(LiveTasks.Running::task).orElse(null);
    }
}
