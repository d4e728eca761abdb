package dev.parley.cli.talk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The webhooks of a task for people. */
final class Deliveries {
    private Deliveries() {}

    /** Rows of a table, with a heading. */
    static List<List<String>> rows(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("CONFIG", "VERSION", "STATE", "DELIVERED", "FAILED", "NEXT", "LAST", "URL"));
        for (JsonNode delivery : answer.path("deliveries")) {
            rows.add(List.of(
                    text(delivery, "configId"),
                    text(delivery, "protocolVersion"),
                    text(delivery, "state").toLowerCase(Locale.ROOT).replace('_', '-'),
                    delivery.path("delivered").asText("0"),
                    delivery.path("failedAttempts").asText("0"),
                    text(delivery, "nextAttemptAt"),
                    last(delivery),
                    text(delivery, "url")));
        }
        return rows;
    }

    private static String last(JsonNode delivery) {
        String error = delivery.path("lastError").asText("");
        int status = delivery.path("lastStatus").asInt(0);
        return !error.isEmpty() ? error : status == 0 ? "-" : Integer.toString(status);
    }

    private static String text(JsonNode delivery, String member) {
        String text = delivery.path(member).asText("");
        return text.isEmpty() ? "-" : text;
    }
}
