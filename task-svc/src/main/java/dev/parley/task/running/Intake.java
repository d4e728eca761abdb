package dev.parley.task.running;

import dev.parley.kit.identity.Principal;
import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.dispatch.Turnstile;
import dev.parley.task.journal.ClientTaskName;
import dev.parley.task.journal.ClientTasks;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.GroupCommit;
import dev.parley.task.journal.IntakeKey;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.retention.Horizon;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages in: looks at what was sent, and has it make a task or follow up on one. A message is accepted when its entry is
 * committed; equal to one that is not answered yet, it joins that one's task and nothing is written.
 */
public final class Intake {
    private static final int MAX_ID = 512;
    private static final int WITHDRAW_SECONDS = 10;
    // much longer than an acceptance can take
    private static final Duration UNUSED_NAME = Duration.ofHours(1);

    private final JournalStore store;
    private final ClientTasks clientTasks;
    private final GroupCommit journal;
    private final LiveTasks live;
    private final Admission admission;
    private final Horizon horizon;
    private final RunConfig config;
    private final InstantSource clock;
    private final UuidV7 ids;
    private final Joining joining;
    private final NewTasks newTasks;
    private final FollowUps followUps;

    public Intake(
            JournalStore store,
            ClientTasks clientTasks,
            GroupCommit journal,
            LiveTasks live,
            Adoption adoption,
            OtherOwners others,
            Admission admission,
            Routing routing,
            Turnstile turnstile,
            WebhookAdmission webhooks,
            Horizon horizon,
            RunConfig config,
            InstantSource clock,
            UuidV7 ids) {
        this.store = store;
        this.clientTasks = clientTasks;
        this.journal = journal;
        this.live = live;
        this.admission = admission;
        this.horizon = horizon;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
        this.joining = new Joining(store, live);
        this.newTasks = new NewTasks(journal, live, joining, routing, turnstile, webhooks, clock, ids);
        this.followUps = new FollowUps(live, adoption, others, joining, webhooks, config, clock);
    }

    /**
     * What became of a message.
     *
     * @param task in memory; null when it joined one that is not run here any more
     * @param sequence of its own entry, also when it joined; its answer comes after
     * @param joined it was accepted before
     */
    record Accepted(TaskKey key, @Nullable LiveTask task, long sequence, IntakeKey intake, boolean joined) {}

    Accepted accept(Principal principal, SendMessageCall call) {
        try {
            return take(principal, call);
        } catch (A2aException refused) {
            if (refused.code() == A2aErrorCode.OVERLOADED) {
                live.metrics().refused(refused);
            }
            throw refused;
        }
    }

    private Accepted take(Principal principal, SendMessageCall call) {
        Message message = call.getRequest().getMessage();
        if (message.getPartsCount() == 0) {
            throw A2aException.invalidParams("$.message.parts", "is empty (expected: at least one part)");
        }
        requireStorable("$.message.contextId", message.getContextId());
        if (message.getMessageId().isBlank()) {
            throw A2aException.invalidParams("$.message.messageId", "is empty (expected: an id made by the caller)");
        }
        Handling.require(call.getNeed(), clock.instant());
        IntakeKey intake =
                IntakeKey.of(principal.subject(), call, clock.instant().plus(config.onceWindow()));
        Optional<Accepted> before = call.getResent() ? joining.resent(principal, call, intake) : Optional.empty();
        if (before.isPresent()) {
            return before.get();
        }
        admission.require();
        live.room().require(principal.tenant());
        try {
            if (!call.getClientTaskId().isEmpty()) {
                return acceptNamed(principal, call, intake);
            }
            return message.getTaskId().isEmpty()
                    ? newTasks.accept(principal, call, intake)
                    : followUp(principal, call, intake);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw A2aException.retryable(
                    A2aErrorCode.OVERLOADED, "The service is shutting down", Duration.ofSeconds(2));
        }
    }

    private Accepted followUp(Principal principal, SendMessageCall call, IntakeKey intake) throws InterruptedException {
        String taskId = call.getRequest().getMessage().getTaskId();
        return followUps.accept(principal, require(principal, call.getAgentId(), taskId), call, intake);
    }

    /** The caller names the task itself: the first message under a name makes it, those that follow go to it. */
    private Accepted acceptNamed(Principal principal, SendMessageCall call, IntakeKey intake)
            throws InterruptedException {
        requireStorable("$.id", call.getClientTaskId());
        UUID proposed = call.getTaskId().isEmpty() ? ids.next() : UUID.fromString(call.getTaskId());
        UUID id = clientTasks.bind(
                ClientTaskName.of(principal, call.getAgentId(), call.getClientTaskId()),
                proposed,
                UuidV7.floor(clock.instant().minus(UNUSED_NAME)));
        TaskKey key = new TaskKey(principal.tenant(), id);
        SendMessageCall.Builder bound = call.toBuilder().setTaskId(id.toString());
        return live.exclusively(key, () -> {
            if (store.position(key).isEmpty()) {
                try {
                    return newTasks.accept(principal, bound.build(), intake);
                } catch (A2aException e) {
                    requireMadeElsewhere(key, e);
                    Optional<Accepted> equal = joining.unanswered(principal, intake);
                    if (equal.isPresent()) {
                        return equal.get();
                    }
                }
            }
            bound.getRequestBuilder().getMessageBuilder().setTaskId(id.toString());
            return followUp(principal, bound.build(), intake);
        });
    }

    /** A task that cannot be stored because another instance has made it in the meantime, by a message under the same name. */
    private void requireMadeElsewhere(TaskKey key, A2aException failure) {
        if (failure.code() != A2aErrorCode.INTERNAL_ERROR || store.position(key).isEmpty()) {
            throw failure;
        }
    }

    /** The task that the caller named so in a send. */
    TaskRow requireNamed(Principal principal, String endpoint, String clientTaskId) {
        return clientTasks
                .find(ClientTaskName.of(principal, endpoint, clientTaskId))
                .flatMap(store::find)
                .orElseThrow(() -> TaskKey.notFound(clientTaskId));
    }

    /** What the database can hold in an indexed text. */
    private static void requireStorable(String path, String text) {
        if (text.length() > MAX_ID || text.indexOf('\0') >= 0) {
            throw A2aException.invalidParams(
                    path,
                    text.length() > MAX_ID
                            ? "has " + text.length() + " characters (expected: at most " + MAX_ID + ")"
                            : "holds U+0000 (expected: text without it)");
        }
    }

    /**
     * The caller's task at this endpoint.
     *
     * @throws A2aException TASK_EXPIRED for an id beyond the horizon, without a look at a row; TASK_NOT_FOUND
     */
    TaskRow require(Principal principal, String endpoint, String taskId) {
        TaskKey key = TaskKey.parse(principal.tenant(), taskId);
        horizon.require(key);
        return store.find(key)
                .filter(row -> row.isTask()
                        && row.subject().equals(principal.subject())
                        && (endpoint.isEmpty() || row.endpoint().equals(endpoint)))
                .orElseThrow(() -> TaskKey.notFound(taskId));
    }

    /** What a message was accepted for, also where its answer is no task. */
    TaskRow rowOf(Accepted accepted) {
        return store.find(accepted.key())
                .orElseThrow(() -> TaskKey.notFound(accepted.key().toString()));
    }

    /** The answer is on its way to the caller. */
    void answered(Accepted accepted) {
        journal.answered(accepted.key(), accepted.intake());
    }

    /** The answer to a message of the task did not arrive: an equal message joins again once this has returned. */
    void withdraw(Principal principal, String taskId, String messageId) {
        TaskRow row = store.find(TaskKey.parse(principal.tenant(), taskId))
                .filter(found -> found.subject().equals(principal.subject()))
                .orElseThrow(() -> TaskKey.notFound(taskId));
        AcceptedEntry accepted = store.accepted(row.key()).stream()
                .map(Entry::body)
                .map(AcceptedEntry.class::cast)
                .filter(body ->
                        body.getCall().getRequest().getMessage().getMessageId().equals(messageId))
                .findFirst()
                .orElseThrow(() -> TaskKey.notFound(taskId));
        if (accepted.getCall().getOnceKey().isEmpty()) {
            IntakeKey key = new IntakeKey(accepted.getIntakeKey(), accepted.getIntakeDigest(), null);
            JournalWait.join(journal.withdraw(row.key(), key).orTimeout(WITHDRAW_SECONDS, TimeUnit.SECONDS));
        }
    }
}
