package dev.parley.cli.talk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Dead letters for people. */
final class Letters {
    private Letters() {}

    /** Rows of a table, with a heading. */
    static List<List<String>> rows(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("LETTER", "REASON", "AGENT", "ATTEMPTS", "AT", "WHY"));
        for (JsonNode letter : answer.path("letters")) {
            rows.add(List.of(
                    id(letter),
                    DlqCommand.lower(text(letter, "reason")),
                    text(letter, "agentId"),
                    letter.path("attempts").asText("0"),
                    text(letter, "at"),
                    text(letter, "detail").replaceAll("\\s+", " ")));
        }
        return rows;
    }

    static List<String> lines(JsonNode letter) {
        List<String> lines = new ArrayList<>();
        lines.add("letter    " + id(letter) + " of " + text(letter, "subject") + ", "
                + DlqCommand.lower(text(letter, "state"))
                + (letter.has("closedBy") ? " by " + text(letter, "closedBy") + " at " + text(letter, "closedAt") : "")
                + (letter.has("redrivenAs") ? ", as task " + text(letter, "redrivenAs") : ""));
        lines.add("reason    " + DlqCommand.lower(text(letter, "reason")) + ", "
                + attempts(letter.path("attempts").asInt()) + ", last at " + text(letter, "agentId") + ", "
                + text(letter, "at"));
        lines.add("detail    " + text(letter, "detail"));
        if (letter.has("message")) {
            lines.add("message   " + letter.path("message"));
        }
        if (letter.has("original")) {
            lines.add("edited    by " + text(letter, "editedBy") + " at " + text(letter, "editedAt"));
            lines.add("original  " + letter.path("original"));
        }
        if (letter.has("webhook")) {
            lines.add("webhook   " + text(letter.path("webhook"), "url") + ", delivered up to "
                    + letter.path("webhook").path("deliveredSequence").asText("0"));
        }
        return lines;
    }

    /** What became of one letter. */
    static String line(JsonNode result, String done) {
        if (result.has("error")) {
            return id(result.path("id")) + " not " + done + ": " + text(result, "error");
        }
        return id(result.path("id")) + " " + done
                + (result.has("redrivenAs") ? " as task " + text(result, "redrivenAs") : "");
    }

    private static String id(JsonNode letter) {
        return text(letter, "taskId") + (letter.has("configId") ? "/" + text(letter, "configId") : "");
    }

    private static String text(JsonNode node, String member) {
        String text = node.path(member).asText("");
        return text.isEmpty() ? "-" : text;
    }

    private static String attempts(int count) {
        return count == 1 ? "1 attempt" : count + " attempts";
    }
}
