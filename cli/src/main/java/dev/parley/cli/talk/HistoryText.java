package dev.parley.cli.talk;

import dev.parley.proto.router.v1.RouteDecision;
import dev.parley.proto.task.v1.AcceptedMessage;
import dev.parley.proto.task.v1.AttemptEnd;
import dev.parley.proto.task.v1.AttemptMade;
import dev.parley.proto.task.v1.CheckpointEntry;
import dev.parley.proto.task.v1.HistoryEntry;
import dev.parley.proto.task.v1.TaskLink;
import dev.parley.proto.task.v1.TaskSaid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What happened to a task, in words. */
final class HistoryText {
    private HistoryText() {}

    /** @param what one word for the kind */
    record Line(String what, String words) {}

    static List<Line> lines(HistoryEntry entry) {
        return switch (entry.getWhatCase()) {
            case ACCEPTED -> List.of(new Line("accepted", accepted(entry.getAccepted())));
            case ATTEMPT -> attempt(entry.getAttempt());
            case EVENT -> event(entry.getEvent());
            case CANCEL_REQUESTED -> List.of(new Line("cancel", "the caller asked for it"));
            case LATE ->
                List.of(new Line(
                        "late", said(entry.getLate()) + " (" + entry.getLate().getReason() + ")"));
            case LED_TO -> List.of(new Line("led to", link(entry.getLedTo())));
            case CHECKPOINT -> List.of(checkpoint(entry.getCheckpoint()));
            case IMPORTED ->
                List.of(new Line(
                        "imported",
                        "by " + entry.getImported().getSubject() + "; a task of "
                                + entry.getImported().getFromSubject() + " there"));
            case OTHER -> List.of(new Line(entry.getOther(), ""));
            case WHAT_NOT_SET -> List.of(new Line("?", "written by a newer mesh"));
        };
    }

    private static String accepted(AcceptedMessage accepted) {
        return "message " + accepted.getMessageId()
                + (accepted.getOnce() ? ", once" : "")
                + (accepted.getText().isEmpty()
                        ? ": " + accepted.getParts() + " parts"
                        : ": " + oneLine(accepted.getText()))
                + (accepted.hasMadeFrom() ? ", made from " + link(accepted.getMadeFrom()) : "");
    }

    static String link(TaskLink link) {
        return "task " + link.getTaskId() + " (" + link.getKind().name().toLowerCase(Locale.ROOT) + " by "
                + link.getSubject() + ")";
    }

    private static List<Line> attempt(AttemptMade attempt) {
        List<Line> lines = new ArrayList<>();
        if (attempt.hasDecision()) {
            lines.add(new Line("routed", decision(attempt.getDecision())));
        }
        lines.add(new Line(
                "attempt",
                attempt.getNumber() + " at " + attempt.getAgentId()
                        + (attempt.hasResumedFrom()
                                ? ", resumed from checkpoint "
                                        + attempt.getResumedFrom().getStep()
                                : "")
                        + (attempt.hasAfter() ? ", because " + end(attempt.getAfter()) : "")));
        return lines;
    }

    private static Line checkpoint(CheckpointEntry entry) {
        if (!entry.hasSaved()) {
            return new Line("not taken", oneLine(entry.getRefused()));
        }
        String why = switch (entry.getTrigger()) {
            case INTERVAL -> ", for the last one was old";
            case CONTENT_CHANGED -> ", for the state has changed";
            case STEPS -> ", for so many steps were done";
            case FAILURE ->
                ", for it failed" + (entry.getFailure().isEmpty() ? "" : ": " + oneLine(entry.getFailure()));
            case NO_ROOM -> ", for there was no room to wait";
            case CHECKPOINT_TRIGGER_UNSPECIFIED, UNRECOGNIZED -> "";
        };
        return new Line(
                "saved", "checkpoint at step " + entry.getSaved().getStep() + ", " + entry.getBytes() + " bytes" + why);
    }

    private static List<Line> event(TaskSaid said) {
        List<Line> lines = new ArrayList<>();
        if (said.hasDecision()) {
            lines.add(new Line("routed", decision(said.getDecision())));
        }
        if (said.hasAttemptEnd()) {
            lines.add(new Line("gave up", end(said.getAttemptEnd())));
        }
        lines.add(new Line(said.getForm(), said(said)));
        if (said.getDeadLetterValue() != 0) {
            lines.add(new Line(
                    "dead",
                    "letter, "
                            + said.getDeadLetter()
                                    .name()
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '-')));
        }
        return lines;
    }

    private static String decision(RouteDecision decision) {
        String chosen = decision.getCandidatesList().stream()
                .limit(3)
                .map(candidate -> "%s %.2f".formatted(candidate.getAgentId(), candidate.getScore()))
                .collect(Collectors.joining(", "));
        String removed = decision.getRemovedList().stream()
                .limit(5)
                .map(gone -> gone.getAgentId() + " " + gone.getReason())
                .collect(Collectors.joining(", "));
        return oneLine(decision.getSummary())
                + (chosen.isEmpty() ? "" : " [" + chosen + "]")
                + (removed.isEmpty() ? "" : " [removed: " + removed + "]");
    }

    private static String end(AttemptEnd end) {
        return "attempt " + end.getNumber() + " at " + end.getAgentId() + " was "
                + end.getOutcome().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (end.getReason().isEmpty() ? "" : ": " + oneLine(end.getReason()));
    }

    private static String said(TaskSaid said) {
        String words = said.getText().isEmpty() ? "" : ": " + oneLine(said.getText());
        return switch (said.getForm()) {
            case "status", "task" ->
                TaskText.state(said.getState())
                        + (said.getRemoteTaskId().isEmpty() ? "" : " (the agent's id " + said.getRemoteTaskId() + ")")
                        + words;
            case "artifact" ->
                said.getArtifactId() + (said.getAppend() ? " +" : " ") + said.getBytes() + " bytes" + words;
            default -> words.isEmpty() ? "" : words.substring(2);
        };
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
