package dev.parley.task.taskfile;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.EntryKind;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.journal.TaskRow;
import dev.parley.task.lifecycle.TaskState;
import dev.parley.task.running.JournalFold;

/**
 * Whether entries are the journal of one task that has ended, and what they make of it. A file could hold anything: what the mesh itself
 * would never have written is refused. For one thread.
 */
final class JournalCheck {
    private static final int FORMAT = 1;

    private final FiledTask facts;
    private final long maxTaskBytes;
    private final JournalFold fold;
    private boolean ended;
    private String agent = "";

    JournalCheck(TaskKey key, FiledTask facts, long maxTaskBytes) {
        this.facts = facts;
        this.maxTaskBytes = maxTaskBytes;
        this.fold = new JournalFold(new TaskRow(
                key,
                facts.subject(),
                facts.endpoint(),
                facts.contextId(),
                TaskState.SUBMITTED,
                facts.isTask(),
                facts.createdAt(),
                facts.createdAt(),
                0,
                0,
                "",
                "",
                "",
                0,
                false,
                null,
                0));
    }

    void take(FiledEntry filed) throws TaskFileException {
        Entry entry = parse(filed);
        if (entry.sequence() == 1 && entry.kind() != EntryKind.ACCEPTED) {
            throw wrong(entry, "is no accepted message, as a task begins with");
        }
        if (ended && (entry.shown().isPresent() || !entry.kind().isNote())) {
            throw wrong(entry, "stands behind the task's end");
        }
        if (entry.body() instanceof AcceptedEntry accepted) {
            requireOurs(entry, accepted);
        }
        if (entry.body() instanceof AttemptEntry attempt) {
            agent = storable(entry, attempt.getAgentId());
        }
        if (entry.shown().isPresent() && !isOurs(entry.shown().get())) {
            throw wrong(entry, "has an event of another task");
        }
        fold.take(entry);
        ended |= fold.state().isTerminal();
        if (fold.bytes() > maxTaskBytes) {
            throw TaskFileException.tooLarge("the task is larger than " + maxTaskBytes
                    + " bytes (expected: at most that, parley.task.max-task-bytes)");
        }
    }

    private static Entry parse(FiledEntry filed) throws TaskFileException {
        if (filed.format() != FORMAT) {
            throw new TaskFileException("entry " + filed.sequence() + " is of format " + filed.format() + " (expected: "
                    + FORMAT + "; a newer mesh reads newer ones)");
        }
        try {
            return Entry.parse(filed.sequence(), filed.kind(), filed.payload(), filed.at());
        } catch (IllegalStateException unknown) {
            throw new TaskFileException("entry " + filed.sequence() + " of kind " + filed.kind()
                    + " cannot be read (expected: one that this version knows)");
        }
    }

    private void requireOurs(Entry entry, AcceptedEntry accepted) throws TaskFileException {
        Message message = accepted.getCall().getRequest().getMessage();
        if (!message.getTaskId().equals(facts.id().toString())
                || !message.getContextId().equals(facts.contextId())
                || !accepted.getContextId().equals(facts.contextId())
                || !accepted.getCall().getAgentId().equals(facts.endpoint())) {
            throw wrong(entry, "has a message of another task, context or endpoint");
        }
    }

    private boolean isOurs(StreamResponse event) {
        return switch (event.getPayloadCase()) {
            case TASK -> isOurs(event.getTask().getId(), event.getTask().getContextId());
            case STATUS_UPDATE ->
                isOurs(
                        event.getStatusUpdate().getTaskId(),
                        event.getStatusUpdate().getContextId());
            case ARTIFACT_UPDATE ->
                isOurs(
                        event.getArtifactUpdate().getTaskId(),
                        event.getArtifactUpdate().getContextId());
            case MESSAGE -> event.getMessage().getContextId().equals(facts.contextId());
            case PAYLOAD_NOT_SET -> true;
        };
    }

    private boolean isOurs(String task, String context) {
        return task.equals(facts.id().toString()) && context.equals(facts.contextId());
    }

    private static String storable(Entry entry, String agent) throws TaskFileException {
        if (agent.length() > 1024 || agent.indexOf('\0') >= 0) {
            throw wrong(entry, "names an agent that cannot be one");
        }
        return agent;
    }

    private static TaskFileException wrong(Entry entry, String problem) {
        return new TaskFileException("entry " + entry.sequence() + " " + problem);
    }

    /** Behind the last entry. */
    void requireWhole() throws TaskFileException {
        if (!fold.state().isTerminal()) {
            throw new TaskFileException(
                    A2aErrorCode.UNSUPPORTED_OPERATION,
                    "its task is " + fold.state() + " (expected: one that has ended; export it again when it has)");
        }
        if (fold.state() != facts.state() || fold.isBareMessage() == facts.isTask()) {
            throw new TaskFileException("line 1 says " + facts.state() + (facts.isTask() ? "" : ", no task")
                    + ", the entries make it " + fold.state() + (fold.isBareMessage() ? ", no task" : "")
                    + " (expected: the same)");
        }
    }

    String agent() {
        return agent;
    }

    Task folded() {
        return fold.toTask();
    }
}
