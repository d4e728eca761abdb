package dev.parley.bench.chaos.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bench.chaos.agent.AgentSort;
import dev.parley.bench.chaos.load.EventStream;
import dev.parley.bench.chaos.load.MeshCalls;
import dev.parley.bench.chaos.load.StreamEvent;
import dev.parley.bench.chaos.load.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** What the mesh itself says when all is over. Tries again what does not answer, a few times. */
public final class MeshReader {
    private static final int PAGE = 100;
    private static final int TRIES = 8;
    private static final int AT_ONCE = 16;
    // a mesh that comes back from a fault is asked again, each time a little later
    private static final Duration AGAIN_AFTER = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MeshCalls mesh;

    public MeshReader(MeshCalls mesh) {
        this.mesh = mesh;
    }

    /**
     * All tasks of one agent, newest first.
     *
     * @throws IOException when the mesh does not tell
     */
    public List<Listed> tasks(AgentSort agent) throws IOException, InterruptedException {
        List<Listed> all = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = page(agent, token);
            page.path("tasks").forEach(task -> all.add(listed(task)));
            token = page.path("nextPageToken").asText();
        } while (!token.isEmpty());
        return all;
    }

    private JsonNode page(AgentSort agent, String token) throws IOException, InterruptedException {
        String params = "{\"pageSize\":" + PAGE + ",\"includeArtifacts\":true,\"pageToken\":\"" + token + "\"}";
        String last = "";
        for (int i = 0; i < TRIES; i++) {
            switch (mesh.call(agent.id(), "ListTasks", params, Map.of())) {
                case MeshCalls.Answer.Result(JsonNode result) -> {
                    return result;
                }
                case MeshCalls.Answer.Again(String why) -> last = why;
                case MeshCalls.Answer.Refused(int code, String why) -> throw new IOException("ListTasks: " + why);
                case MeshCalls.Answer.Events(EventStream stream) -> {
                    stream.close();
                    throw new IOException("ListTasks answered with events");
                }
            }
            Thread.sleep(AGAIN_AFTER.multipliedBy(2L * (i + 1)));
        }
        throw new IOException("ListTasks: " + last + ", " + TRIES + " times");
    }

    private static Listed listed(JsonNode task) {
        List<String> messages = new ArrayList<>();
        task.path("history").forEach(message -> {
            if (message.path("role").asText().equals("ROLE_USER")) {
                messages.add(message.path("messageId").asText());
            }
        });
        JsonNode status = task.path("status");
        return new Listed(
                task.path("id").asText(),
                status.path("state").asText(),
                StreamEvent.textOf(status.path("message")),
                StreamEvent.artifactText(task),
                messages);
    }

    /**
     * What one sees of each task who subscribes now and wants all.
     *
     * @param agents of each task, by its id
     * @return by task; one that cannot be read has no end
     */
    public Map<String, Watch> replays(Map<String, AgentSort> agents) {
        Map<String, Watch> all = new ConcurrentHashMap<>();
        Semaphore room = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            agents.forEach((task, agent) -> {
                room.acquireUninterruptibly();
                threads.execute(() -> {
                    try {
                        all.put(task, replay(task, agent));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        room.release();
                    }
                });
            });
        }
        return all;
    }

    private Watch replay(String task, AgentSort agent) throws InterruptedException {
        Watch watch = new Watch(true);
        for (int i = 0; i < TRIES && watch.end().isEmpty(); i++) {
            Map<String, String> cursor = Map.of("Last-Event-ID", Long.toString(watch.last()));
            if (mesh.call(agent.id(), "SubscribeToTask", "{\"id\":\"" + task + "\"}", cursor, PATIENCE)
                    instanceof MeshCalls.Answer.Events(EventStream stream)) {
                read(stream, watch);
            } else {
                Thread.sleep(AGAIN_AFTER.multipliedBy(i + 1L));
            }
        }
        return watch;
    }

    private static void read(EventStream stream, Watch watch) {
        try (stream) {
            for (Optional<EventStream.Next> next = stream.next();
                    next.isPresent() && next.get().error().isEmpty();
                    next = stream.next()) {
                watch.event(next.get().event());
            }
        } catch (IOException e) {
            // it is read again, behind what is there
        }
    }
}
