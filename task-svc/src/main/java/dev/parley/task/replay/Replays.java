package dev.parley.task.replay;

import dev.parley.kit.identity.Principal;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.ReplayTaskCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.TaskLink;
import dev.parley.task.deadletter.Redrive;
import dev.parley.task.history.TaskHistories;
import dev.parley.task.journal.TaskRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes tasks that have ended anew. Safe for concurrent use, also of several instances. */
public final class Replays {
    private static final int LONGEST_KEY = 300;
    private static final Logger log = LoggerFactory.getLogger(Replays.class);

    private final TaskHistories tasks;
    private final ReplayStore store;
    private final Redrive redrive;

    public Replays(TaskHistories tasks, ReplayStore store, Redrive redrive) {
        this.tasks = tasks;
        this.store = store;
        this.redrive = redrive;
    }

    /** @param madeBefore by an equal call under the same key */
    public record Replayed(UUID task, boolean madeBefore) {}

    /**
     * Accepts one of the task's messages as a new task of the same owner. The call under its key is made once; without a key each
     * call makes a task.
     *
     * @throws A2aException TASK_NOT_FOUND, TASK_EXPIRED, UNSUPPORTED_OPERATION, INVALID_PARAMS, and what refuses the new task
     */
    public Replayed replay(Principal principal, ReplayTaskCall call) {
        requireSound(call);
        TaskRow row = tasks.require(principal, call.getAgentId(), call.getTaskId());
        if (!row.state().isTerminal()) {
            throw new A2aException(
                    A2aErrorCode.UNSUPPORTED_OPERATION,
                    "Task " + row.key() + " is " + row.state() + " (expected: one that has ended; cancel it, or wait)");
        }
        int turn = Math.max(1, call.getTurn());
        OptionalLong sequence = store.message(row.key(), turn);
        if (sequence.isEmpty()) {
            throw A2aException.invalidParams(
                    "$.turn",
                    turn + " is no message of task " + row.key() + " (expected: 1 to " + store.messages(row.key())
                            + ")");
        }
        return make(
                principal,
                row,
                redrive.callOf(row.key(), sequence.getAsLong()),
                call.toBuilder().setTaskId(row.key().toString()).setTurn(turn).build());
    }

    private static void requireSound(ReplayTaskCall call) {
        if (call.getTurn() < 0) {
            throw A2aException.invalidParams("$.turn", call.getTurn() + " (expected: 1 or more)");
        }
        if (!call.getToAgentId().isEmpty() && call.hasNeed()) {
            throw A2aException.invalidParams("$.need", "is beside toAgentId (expected: either)");
        }
        if (call.getOnceKey().length() > LONGEST_KEY) {
            throw A2aException.invalidParams(
                    "$.onceKey",
                    "has " + call.getOnceKey().length() + " characters (expected: at most " + LONGEST_KEY + ")");
        }
    }

    private Replayed make(Principal principal, TaskRow row, SendMessageCall earlier, ReplayTaskCall call) {
        UUID proposed = redrive.proposedId();
        String key = onceKey(call, proposed);
        TaskLink link = TaskLink.newBuilder()
                .setTaskId(row.key().toString())
                .setKind(TaskLink.Kind.REPLAY)
                .setSubject(principal.subject())
                .build();
        UUID made = redrive.make(
                new Principal(row.key().tenant(), row.subject(), List.of()),
                earlier,
                again(earlier.getRequest().getMessage(), key, call.getKeepContext()),
                link,
                new Redrive.Target(proposed, call.getToAgentId(), call.hasNeed() ? call.getNeed() : null, key));
        boolean before = !made.equals(proposed);
        // made before does not say that the call that made it came so far
        if (!before || !store.ledTo(row.key(), made)) {
            redrive.remember(row.key(), made, TaskLink.Kind.REPLAY, principal.subject());
            log.atInfo()
                    .addKeyValue("task_id", row.key())
                    .addKeyValue("replayed_as", made)
                    .log("task replayed");
        }
        return new Replayed(made, before);
    }

    /** Of the whole call: another agent under the same key is another replay. */
    private static String onceKey(ReplayTaskCall call, UUID proposed) {
        String key = call.getOnceKey().isEmpty() ? proposed.toString() : call.getOnceKey();
        ReplayTaskCall asked = call.toBuilder().clearAgentId().clearOnceKey().build();
        return "parley replay " + nameOf(asked.toByteArray()) + " under " + key;
    }

    /** Said anew: an agent that knows the message's id would take it for one that it has answered. */
    private static Message again(Message message, String key, boolean keepContext) {
        Message.Builder again = message.toBuilder().setMessageId(nameOf(key.getBytes(StandardCharsets.UTF_8)));
        return keepContext ? again.build() : again.clearContextId().build();
    }

    private static String nameOf(byte[] bytes) {
        return UUID.nameUUIDFromBytes(bytes).toString();
    }
}
