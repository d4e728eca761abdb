package dev.parley.task.deadletter;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.DeadLetter.State;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.deadletter.LetterStore.Filter;
import dev.parley.task.push.ConfigKey;
import dev.parley.task.push.Delivery;
import dev.parley.task.push.PushStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What callers do with dead letters: they see those of their own tasks, admins all of their tenant. Safe for concurrent use.
 */
public final class DeadLetters {
    private static final int DEFAULT_PAGE = 50;
    private static final int MAX_PAGE = 200;

    private final LetterStore store;
    private final Redrive redrive;
    private final PushStore webhooks;

    public DeadLetters(LetterStore store, Redrive redrive, PushStore webhooks) {
        this.store = store;
        this.redrive = redrive;
        this.webhooks = webhooks;
    }

    /** @param next where the next page begins; null on the last */
    public record Page(List<Letter> letters, LetterStore.@Nullable Place next) {
        public Page {
            letters = List.copyOf(letters);
        }
    }

    /** @param size 0 for the default */
    public Page list(Filter filter, LetterStore.@Nullable Place after, int size) {
        if (size < 0 || size > MAX_PAGE) {
            throw A2aException.invalidParams("$.pageSize", size + " (expected: 1 to " + MAX_PAGE + ")");
        }
        int most = size == 0 ? DEFAULT_PAGE : size;
        List<Letter> found = store.newest(filter, after, most + 1);
        return found.size() <= most
                ? new Page(found, null)
                : new Page(found.subList(0, most), LetterStore.Place.of(found.get(most - 1)));
    }

    /**
     * A letter with what it is about.
     *
     * @param accepted the message that could not be delivered, as it was accepted; null for a webhook
     */
    public record Opened(Letter letter, @Nullable Message accepted, Optional<Delivery> webhook) {}

    /** @throws A2aException TASK_NOT_FOUND */
    public Opened open(Principal principal, LetterKey key) {
        return opened(require(principal, key));
    }

    private Opened opened(Letter letter) {
        return letter.key().isWebhook()
                ? new Opened(
                        letter,
                        null,
                        webhooks.find(
                                new ConfigKey(letter.key().task(), letter.key().configId())))
                : new Opened(letter, accepted(letter).getRequest().getMessage(), Optional.empty());
    }

    private SendMessageCall accepted(Letter letter) {
        return redrive.callOf(letter.key().task(), letter.acceptedSequence());
    }

    Letter require(Principal principal, LetterKey key) {
        return store.find(key)
                .filter(letter -> principal.isAdmin() || letter.subject().equals(principal.subject()))
                .orElseThrow(() -> notFound(key));
    }

    static A2aException notFound(LetterKey key) {
        String webhook = key.configId();
        return new A2aException(
                A2aErrorCode.TASK_NOT_FOUND,
                "There is no dead letter of task " + key.task()
                        + (webhook.isEmpty()
                                ? ""
                                : " for its webhook \""
                                        + (webhook.length() <= 80 ? webhook : webhook.substring(0, 80) + "…") + "\"")
                        + " (expected: one of yours)");
    }

    /**
     * Replaces the message that a redrive sends: role, parts, extensions and metadata; its ids stay.
     *
     * @throws A2aException TASK_NOT_FOUND, INVALID_PARAMS, UNSUPPORTED_OPERATION
     */
    public Opened edit(Principal principal, LetterKey key, Message message) {
        Letter letter = require(principal, key);
        if (key.isWebhook()) {
            throw new A2aException(
                    A2aErrorCode.UNSUPPORTED_OPERATION,
                    "A webhook's letter has no message (expected: the letter of a task)");
        }
        if (message.getPartsCount() == 0) {
            throw A2aException.invalidParams("$.message.parts", "is empty (expected: at least one part)");
        }
        Message accepted = accepted(letter).getRequest().getMessage();
        Message edited = accepted.toBuilder()
                .setRole(message.getRole().getNumber() == 0 ? accepted.getRole() : message.getRole())
                .clearParts()
                .addAllParts(message.getPartsList())
                .setMetadata(message.hasMetadata() ? message.getMetadata() : accepted.getMetadata())
                .build();
        return store.edit(key, edited, principal.subject())
                .map(this::opened)
                .orElseThrow(() -> new A2aException(
                        A2aErrorCode.UNSUPPORTED_OPERATION,
                        "The letter of task " + key.task() + " is redriven, or discarded (expected: an open one)"));
    }

    /**
     * Closes a letter; one that is discarded already stays so.
     *
     * @throws A2aException TASK_NOT_FOUND, UNSUPPORTED_OPERATION for one that was redriven
     */
    public Letter discard(Principal principal, LetterKey key, boolean dry) {
        Letter letter = require(principal, key);
        if (letter.state() == State.OPEN && !dry) {
            store.close(key, State.DISCARDED, principal.subject());
            return require(principal, key);
        }
        if (letter.state() == State.REDRIVEN) {
            throw new A2aException(
                    A2aErrorCode.UNSUPPORTED_OPERATION,
                    "The letter of task " + key.task() + " was redriven (expected: an open one)");
        }
        return letter;
    }

    /** Those that are to be done something to, the oldest first; one more than the limit when there are more. */
    public List<Letter> chosen(Filter filter, int limit) {
        return store.oldest(filter, limit + 1);
    }
}
