package dev.parley.standalone.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A stream of server-sent events, read on a virtual thread until it ends or breaks. */
final class EventWatch {
    private final JsonMapper json = new JsonMapper();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** One event: its id, and the {@code result} of the JSON-RPC reply in it. */
    record Event(String id, JsonNode result) {
        String state() {
            return result.path("statusUpdate").path("status").path("state").asText()
                    + result.path("task").path("status").path("state").asText();
        }
    }

    private EventWatch() {}

    static EventWatch start(HttpClient client, HttpRequest request) {
        var watch = new EventWatch();
        Thread.ofVirtual().name("watch").start(() -> watch.read(client, request));
        return watch;
    }

    List<Event> events() {
        return events;
    }

    /** The id of the last event that carried one; empty before the first. */
    String lastId() {
        return events.reversed().stream()
                .map(Event::id)
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** What the artifacts of a task are after these events, put together as a caller would. */
    static String text(List<Event> events) {
        var text = new StringBuilder();
        for (Event event : events) {
            JsonNode update = event.result().path("artifactUpdate");
            if (event.result().has("task")) {
                text.setLength(0);
                event.result().path("task").path("artifacts").forEach(artifact -> parts(artifact, text));
            } else if (!update.isMissingNode()) {
                if (!update.path("append").asBoolean()) {
                    text.setLength(0);
                }
                parts(update.path("artifact"), text);
            }
        }
        return text.toString();
    }

    private static void parts(JsonNode artifact, StringBuilder text) {
        artifact.path("parts").forEach(part -> text.append(part.path("text").asText()));
    }

    boolean isOver() {
        return ended.isDone();
    }

    /** True if the stream ended as a stream ends, false if it was cut. */
    boolean endedWell() {
        return ended.isDone() && !ended.isCompletedExceptionally();
    }

    private void read(HttpClient client, HttpRequest request) {
        try (Stream<String> lines = client.send(request, BodyHandlers.ofLines()).body()) {
            var frame = new Frame();
            lines.forEach(frame::line);
            ended.complete(null);
        } catch (IOException | UncheckedIOException e) {
            ended.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended.completeExceptionally(e);
        }
    }

    private final class Frame {
        private String id = "";
        private String data = "";

        void line(String line) {
            if (line.startsWith("id:")) {
                id = line.substring(3).strip();
            } else if (line.startsWith("data:")) {
                data += line.substring(5).strip();
            } else if (line.isEmpty() && !data.isEmpty()) {
                events.add(new Event(id, result(data)));
                data = "";
            }
        }

        private JsonNode result(String text) {
            try {
                JsonNode reply = json.readTree(text);
                if (!reply.has("result")) {
                    throw new AssertionError("event without result: " + text);
                }
                return reply.path("result");
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
