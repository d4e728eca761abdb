package dev.parley.task.rpc;

import com.google.protobuf.MessageLite;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AcceptedMessage;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.proto.task.v1.AttemptMade;
import dev.parley.proto.task.v1.CancelRequestedEntry;
import dev.parley.proto.task.v1.CheckpointEntry;
import dev.parley.proto.task.v1.EventEntry;
import dev.parley.proto.task.v1.HistoryEntry;
import dev.parley.proto.task.v1.ImportedEntry;
import dev.parley.proto.task.v1.LateEntry;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.TaskLink;
import dev.parley.proto.task.v1.TaskSaid;
import dev.parley.proto.time.ProtoTime;
import dev.parley.task.journal.Entry;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Entries of the journal as a history shows them: contents cut to a line. */
final class EntryProto {
    private static final int LONGEST = 200;

    private EntryProto() {}

    static HistoryEntry of(Entry entry) {
        HistoryEntry.Builder shown =
                HistoryEntry.newBuilder().setSequence(entry.sequence()).setAt(ProtoTime.of(entry.at()));
        fill(shown, entry.body(), entry.kind().name());
        return shown.build();
    }

    private static void fill(HistoryEntry.Builder shown, MessageLite body, String kind) {
        switch (body) {
            case AcceptedEntry accepted -> shown.setAccepted(accepted(accepted.getCall()));
            case AttemptEntry attempt -> shown.setAttempt(attempt(attempt));
            case EventEntry event -> shown.setEvent(event(event));
            case CancelRequestedEntry cancel -> shown.setCancelRequested(cancel);
            case LateEntry late -> shown.setLate(said(late.getEvent()).setReason(late.getReason()));
            case TaskLink link -> shown.setLedTo(link);
            case CheckpointEntry checkpoint -> shown.setCheckpoint(checkpoint);
            case ImportedEntry imported -> shown.setImported(imported);
            default -> shown.setOther(kind.toLowerCase(Locale.ROOT));
        }
    }

    private static AcceptedMessage accepted(SendMessageCall call) {
        Message message = call.getRequest().getMessage();
        AcceptedMessage.Builder accepted = AcceptedMessage.newBuilder()
                .setMessageId(message.getMessageId())
                .setText(text(message.getPartsList()))
                .setParts(message.getPartsCount())
                .setOnce(!call.getOnceKey().isEmpty())
                .setProtocolVersion(call.getProtocolVersion());
        if (call.hasNeed()) {
            accepted.setNeed(call.getNeed());
        }
        if (call.hasMadeFrom()) {
            accepted.setMadeFrom(call.getMadeFrom());
        }
        return accepted.build();
    }

    private static AttemptMade attempt(AttemptEntry attempt) {
        AttemptMade.Builder made = AttemptMade.newBuilder()
                .setNumber(attempt.getNumber())
                .setAgentId(attempt.getAgentId())
                .setEpoch(attempt.getEpoch())
                .setAcceptedSequence(attempt.getAcceptedSequence());
        if (attempt.hasAfter()) {
            made.setAfter(attempt.getAfter());
        }
        if (attempt.hasResumedFrom()) {
            made.setResumedFrom(attempt.getResumedFrom());
        }
        if (attempt.getNumber() <= 1 && attempt.hasDecision()) {
            made.setDecision(attempt.getDecision());
        }
        return made.build();
    }

    private static TaskSaid event(EventEntry event) {
        TaskSaid.Builder said =
                said(event.getEvent()).setRemoteTaskId(event.getRemoteTaskId()).setDeadLetter(event.getDeadLetter());
        if (event.hasAttemptEnd()) {
            said.setAttemptEnd(event.getAttemptEnd());
        }
        if (event.hasRefused()) {
            said.setRefused(event.getRefused());
        }
        if (event.hasDecision()) {
            said.setDecision(event.getDecision());
        }
        return said.build();
    }

    private static TaskSaid.Builder said(StreamResponse event) {
        TaskSaid.Builder said = TaskSaid.newBuilder().setBytes(event.getSerializedSize());
        switch (event.getPayloadCase()) {
            case TASK -> status(said.setForm("task"), event.getTask().getStatus());
            case STATUS_UPDATE ->
                status(said.setForm("status"), event.getStatusUpdate().getStatus());
            case ARTIFACT_UPDATE -> {
                var update = event.getArtifactUpdate();
                said.setForm("artifact")
                        .setArtifactId(cut(update.getArtifact().getArtifactId()))
                        .setText(text(update.getArtifact().getPartsList()))
                        .setAppend(update.getAppend())
                        .setLastChunk(update.getLastChunk());
            }
            case MESSAGE ->
                said.setForm("message").setText(text(event.getMessage().getPartsList()));
            case PAYLOAD_NOT_SET -> said.setForm("nothing");
        }
        return said;
    }

    private static void status(TaskSaid.Builder said, TaskStatus status) {
        said.setState(status.getState()).setText(text(status.getMessage().getPartsList()));
    }

    private static String text(List<Part> parts) {
        return cut(parts.stream().filter(Part::hasText).map(Part::getText).collect(Collectors.joining(" ")));
    }

    private static String cut(String text) {
        String line = text.strip();
        if (line.length() <= LONGEST) {
            return line;
        }
        // never half of a pair
        int end = Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return line.substring(0, end) + "…";
    }
}
