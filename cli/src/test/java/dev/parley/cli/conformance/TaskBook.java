package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Tasks;
import dev.parley.cli.conformance.wire.SpecError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** The tasks of an agent under test, who watches them, and which webhooks are told. */
final class TaskBook implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** A task with its watchers; an empty event ends a watcher's stream. */
    static final class Entry {
        final ObjectNode task;
        final List<BlockingQueue<Optional<ObjectNode>>> watchers = new ArrayList<>();
        final Map<String, ObjectNode> configs = new LinkedHashMap<>();

        final String owner = AgentCore.CALLER.get();

        Entry(ObjectNode task) {
            this.task = task;
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    // one thread: notifications in the order of what happened
    private final ExecutorService notifier = Executors.newSingleThreadExecutor();
    private int last;
    private long clock = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    synchronized Entry create(JsonNode message) {
        String context = message.path("contextId").asText("context-" + ++last);
        ObjectNode task = JSON.createObjectNode().put("id", "task-" + ++last).put("contextId", context);
        task.putObject("status").put("state", "TASK_STATE_SUBMITTED").put("timestamp", now());
        Entry entry = new Entry(task);
        entries.put(task.path("id").asText(), entry);
        return entry;
    }

    synchronized Entry require(String id) {
        Entry entry = entries.get(id);
        if (entry == null || !entry.owner.equals(AgentCore.CALLER.get())) {
            throw new AgentFault(SpecError.TASK_NOT_FOUND, "Task " + id + " does not exist");
        }
        return entry;
    }

    /** All tasks, those with the newest status first. */
    synchronized List<ObjectNode> newestFirst() {
        return entries.values().stream()
                .filter(entry -> entry.owner.equals(AgentCore.CALLER.get()))
                .map(entry -> entry.task.deepCopy())
                .sorted(Comparator.comparing((ObjectNode task) ->
                                task.path("status").path("timestamp").asText())
                        .reversed())
                .toList();
    }

    synchronized ObjectNode copy(Entry entry) {
        return entry.task.deepCopy();
    }

    synchronized void remember(Entry entry, JsonNode message) {
        ObjectNode kept = message.deepCopy();
        kept.set("taskId", entry.task.path("id"));
        kept.set("contextId", entry.task.path("contextId"));
        entry.task.withArray("history").add(kept);
    }

    /** A new status for all to see; waiting callers wake up. */
    synchronized void move(Entry entry, String state, Optional<ObjectNode> message) {
        ObjectNode status = JSON.createObjectNode().put("state", state).put("timestamp", now());
        message.ifPresent(text -> status.set("message", text));
        entry.task.set("status", status);
        tell(entry, event(entry, "statusUpdate", update -> update.set("status", status.deepCopy())));
        if (Tasks.isTerminal(state)) {
            entry.watchers.forEach(watcher -> watcher.add(Optional.empty()));
            entry.watchers.clear();
        }
        notifyAll();
    }

    /** A whole artifact, or a chunk for the end of the last one. */
    synchronized void artifact(Entry entry, ObjectNode artifact, boolean append) {
        if (append) {
            artifact.path("parts")
                    .forEach(part -> ((ObjectNode) entry.task.path("artifacts").path(0))
                            .withArray("parts")
                            .add(part));
        } else {
            entry.task.withArray("artifacts").add(artifact.deepCopy());
        }
        tell(entry, event(entry, "artifactUpdate", update -> {
            update.set("artifact", artifact);
            update.put("append", append).put("lastChunk", append);
        }));
    }

    private static ObjectNode event(Entry entry, String kind, Consumer<ObjectNode> fill) {
        ObjectNode event = JSON.createObjectNode();
        ObjectNode update = event.putObject(kind);
        update.set("taskId", entry.task.path("id"));
        update.set("contextId", entry.task.path("contextId"));
        fill.accept(update);
        return event;
    }

    private void tell(Entry entry, ObjectNode event) {
        entry.watchers.forEach(watcher -> watcher.add(Optional.of(event.deepCopy())));
        String older = V03Face.task(entry.task.deepCopy()).toString();
        entry.configs
                .values()
                .forEach(
                        config -> notifier.execute(() -> post(config, config.has("older") ? older : event.toString())));
    }

    private void post(ObjectNode config, String body) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(config.path("url").asText()))
                .header("X-A2A-Notification-Token", config.path("token").asText())
                .header("Content-Type", config.path("contentType").asText("application/a2a+json"))
                .header(
                        "Authorization",
                        config.path("authentication").path("scheme").asText("Bearer") + " "
                                + config.path("authentication")
                                        .path("credentials")
                                        .asText())
                .method(
                        // how a fault says it, in what all bindings carry
                        config.path("token").asText().equals("by PUT") ? "PUT" : "POST",
                        HttpRequest.BodyPublishers.ofString(
                                config.path("payload").asText(body)))
                .build();
        try {
            http.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            // the receiver of another check, which has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A watcher that gets the task as it is, and then what happens. */
    synchronized BlockingQueue<Optional<ObjectNode>> watch(Entry entry) {
        BlockingQueue<Optional<ObjectNode>> queue = new LinkedBlockingQueue<>();
        ObjectNode first = JSON.createObjectNode();
        first.set("task", entry.task.deepCopy());
        queue.add(Optional.of(first));
        entry.watchers.add(queue);
        return queue;
    }

    synchronized ObjectNode awaitSettled(Entry entry) {
        try {
            while (!Tasks.isSettled(entry.task)) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return entry.task.deepCopy();
    }

    private String now() {
        return TIME.format(Instant.ofEpochMilli(++clock));
    }

    @Override
    public void close() {
        notifier.shutdownNow();
        http.shutdownNow();
    }
}
