package dev.parley.task.deadletter;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.TaskLink;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.JournalStore;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.push.PushConfigs;
import dev.parley.task.running.Tasks;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a task from another one's message: what was not delivered is sent again, or what was done is done again. */
public final class Redrive {
    private final JournalStore journal;
    private final Tasks tasks;
    private final PushConfigs webhooks;
    private final UuidV7 ids;

    public Redrive(JournalStore journal, Tasks tasks, PushConfigs webhooks, UuidV7 ids) {
        this.journal = journal;
        this.tasks = tasks;
        this.webhooks = webhooks;
        this.ids = ids;
    }

    /** An id for a task that is to be made. */
    public UUID proposedId() {
        return ids.next();
    }

    /**
     * The call that a task was accepted with, or went on with.
     *
     * @param sequence of its entry
     * @throws A2aException TASK_NOT_FOUND where the journal has no such message
     */
    public SendMessageCall callOf(TaskKey task, long sequence) {
        List<Entry> entries = journal.read(task, sequence - 1, 1);
        if (entries.isEmpty() || !(entries.getFirst().body() instanceof AcceptedEntry accepted)) {
            throw TaskKey.notFound(task.toString());
        }
        return accepted.getCall();
    }

    /**
     * Where to, and under which names.
     *
     * @param id of the new task
     * @param agent at whose endpoint it is made; empty: where the earlier one was, or the mesh's own where there is a need
     * @param need in the place of the earlier one's; null: that, unless an agent is named
     * @param onceKey who comes again with it finds the task that was made
     */
    public record Target(UUID id, String agent, @Nullable Need need, String onceKey) {
        /** Whoever does it again with the same id finds that task. */
        public static Target under(UUID id, TaskLink.Kind kind, String agent) {
            return new Target(id, agent, null, "parley " + lower(kind) + " as " + id);
        }

        private String endpoint(SendMessageCall earlier) {
            return !agent.isEmpty() ? agent : need != null ? "" : earlier.getAgentId();
        }
    }

    /**
     * Accepts it as a task of its own, once.
     *
     * @param owner of both tasks
     * @param call the earlier one's
     * @param message what is sent
     * @param link to the earlier one
     * @return the new task, or the one that was made before
     */
    public UUID make(Principal owner, SendMessageCall call, Message message, TaskLink link, Target target) {
        SendMessageCall.Builder made = SendMessageCall.newBuilder()
                .setTaskId(target.id().toString())
                .setAgentId(target.endpoint(call))
                .setProtocolVersion(call.getProtocolVersion())
                .setContext(call.getContext())
                .setOnceKey(target.onceKey())
                .setResent(true)
                .setMadeFrom(link);
        Need need = target.need() == null && call.hasNeed() ? call.getNeed() : target.need();
        if (need != null && target.agent().isEmpty()) {
            made.setNeed(need);
        }
        // an answer is waited for by nobody
        made.getRequestBuilder()
                .setConfiguration(SendMessageConfiguration.newBuilder()
                        .addAllAcceptedOutputModes(
                                call.getRequest().getConfiguration().getAcceptedOutputModesList())
                        .setReturnImmediately(true))
                .setMetadata(call.getRequest().getMetadata())
                .setMessage(linked(message, link));
        UUID accepted = tasks.accept(owner, made.build());
        if (link.getKind() == TaskLink.Kind.REDRIVE) {
            webhooks.carryOver(TaskKey.parse(owner.tenant(), link.getTaskId()), new TaskKey(owner.tenant(), accepted));
        }
        return accepted;
    }

    /** The link goes with the message: its agent and whoever reads the task's history see it. */
    private static Message linked(Message message, TaskLink link) {
        Struct.Builder from = Struct.newBuilder()
                .putFields("from", text(link.getTaskId()))
                .putFields("kind", text(lower(link.getKind())));
        Message.Builder linked = message.toBuilder().clearTaskId();
        linked.getMetadataBuilder()
                .putFields(
                        Extensions.MADE_FROM,
                        Value.newBuilder().setStructValue(from).build());
        return linked.build();
    }

    private static String lower(TaskLink.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    /** Writes into the earlier task's journal which one was made from it. */
    public void remember(TaskKey earlier, UUID made, TaskLink.Kind kind, String by) {
        tasks.link(
                earlier,
                TaskLink.newBuilder()
                        .setTaskId(made.toString())
                        .setKind(kind)
                        .setSubject(by)
                        .build());
    }
}
