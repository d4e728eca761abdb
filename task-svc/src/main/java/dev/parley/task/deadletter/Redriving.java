package dev.parley.task.deadletter;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.DeadLetter.State;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.TaskLink;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redrives letters, each once: the id of the task that a letter becomes is kept before that is made, so whoever redrives it too, or
 * after a crash, makes no other. Safe for concurrent use, also of several instances.
 */
public final class Redriving {
    private static final Logger log = LoggerFactory.getLogger(Redriving.class);

    private final DeadLetters letters;
    private final LetterStore store;
    private final Redrive redrive;

    public Redriving(DeadLetters letters, LetterStore store, Redrive redrive) {
        this.letters = letters;
        this.store = store;
        this.redrive = redrive;
    }

    /**
     * @param toAgent empty: as the task was sent
     * @param dry looks only
     * @return the task that it became; null for a webhook, and when dry
     * @throws A2aException also what refuses the new task now; the letter stays open then
     */
    public @Nullable UUID redrive(Principal principal, LetterKey key, String toAgent, boolean dry) {
        Letter letter = letters.require(principal, key);
        if (letter.state() == State.REDRIVEN) {
            return letter.redrivenAs();
        }
        if (letter.state() != State.OPEN) {
            throw new A2aException(
                    A2aErrorCode.UNSUPPORTED_OPERATION,
                    "The letter of task " + key.task() + " was discarded (expected: an open one)");
        }
        if (dry) {
            return null;
        }
        if (key.isWebhook()) {
            store.reopenWebhook(key, principal.subject());
            return null;
        }
        return becomesTask(principal, letter, toAgent);
    }

    private @Nullable UUID becomesTask(Principal principal, Letter letter, String toAgent) {
        LetterKey key = letter.key();
        UUID id = store.bind(key, redrive.proposedId()).orElse(null);
        if (id == null) { // closed by somebody else, just now
            return redrive(principal, key, toAgent, false);
        }
        Letter.Edited edited = letters.require(principal, key).edited();
        TaskLink link = TaskLink.newBuilder()
                .setTaskId(key.task().toString())
                .setKind(TaskLink.Kind.REDRIVE)
                .setSubject(principal.subject())
                .build();
        SendMessageCall call = redrive.callOf(key.task(), letter.acceptedSequence());
        UUID made = redrive.make(
                new Principal(key.task().tenant(), letter.subject(), List.of()),
                call,
                edited == null ? call.getRequest().getMessage() : edited.message(),
                link,
                Redrive.Target.under(id, TaskLink.Kind.REDRIVE, toAgent));
        if (store.close(key, State.REDRIVEN, principal.subject())) {
            redrive.remember(key.task(), made, TaskLink.Kind.REDRIVE, principal.subject());
            log.atInfo()
                    .addKeyValue("task_id", key.task())
                    .addKeyValue("redriven_as", made)
                    .addKeyValue("edited", Objects.nonNull(edited))
                    .log("dead letter redriven");
        }
        return made;
    }
}
