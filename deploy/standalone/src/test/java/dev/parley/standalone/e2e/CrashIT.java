package dev.parley.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.examples.echo.EchoAgent;
import dev.parley.examples.kit.AgentServer;
import dev.parley.examples.kit.TaskContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fault: SIGKILL of the mesh while tasks of every kind are under way. {@code -Dparley.e2e.tasks=N} sets how many of each
 * kind; 50 unless set.
 */
class CrashIT {
    private static final int TASKS = Integer.getInteger("parley.e2e.tasks", 50);
    private static final int WATCHED = Math.min(TASKS, 10);
    private static final int CHUNKS = 150;
    private static final int CHUNKS_BEFORE = 50; // no story gets further before the crash, so it meets all of them
    private static final Duration PACE = Duration.ofMillis(150);
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    /** Tasks the mesh has acknowledged before it was killed. */
    private record Before(
            Map<String, JsonNode> finished,
            List<String> running,
            List<String> unanswered,
            Map<String, EventWatch> watches) {}

    @Test
    void acknowledgedTasks_areAllThereAfterSigkillAndEndAsTheyShould() throws Exception {
        var crashed = new CountDownLatch(1);
        try (AgentServer echo = AgentServer.start(new EchoAgent(), AgentServer.Settings.onLoopback(0));
                AgentServer counter = CountingAgent.start((task, chunk) -> pace(task, chunk, crashed));
                SilentAgent silent = SilentAgent.start()) {
            Path data = folder.resolve("data");
            MeshProcess first = MeshProcess.start(data);
            Before before;
            try {
                var caller = new A2aCaller(first.http());
                caller.register("echo", echo.url());
                caller.register("counter", counter.url());
                caller.register("silent", silent.url());
                before = fill(caller, silent);
            } finally {
                first.kill();
            }
            crashed.countDown(); // some of the rest is told while nobody listens
            try (MeshProcess second = MeshProcess.start(data)) {
                check(new A2aCaller(second.http()), before);
            }
        }
    }

    private static void pace(TaskContext task, int chunk, CountDownLatch crashed) throws InterruptedException {
        if (chunk > CHUNKS_BEFORE) {
            crashed.await();
        }
        task.pause(PACE);
    }

    private static Before fill(A2aCaller caller, SilentAgent silent) throws Exception {
        List<String> running = new ArrayList<>();
        Map<String, EventWatch> watches = new LinkedHashMap<>();
        for (int i = 0; i < TASKS; i++) {
            String id = caller.sendForSkill("count", Integer.toString(CHUNKS))
                    .path("id")
                    .asText();
            running.add(id);
            if (i < WATCHED) {
                watches.put(id, caller.watch(A2aCaller.MESH, id, ""));
            }
        }
        List<String> unanswered = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            unanswered.add(
                    caller.sendForSkill("silence", "anybody there?").path("id").asText());
        }
        Map<String, JsonNode> finished = new LinkedHashMap<>();
        for (int i = 0; i < TASKS; i++) {
            String id = caller.send(A2aCaller.agent("echo"), "hello " + i, false)
                    .path("id")
                    .asText();
            finished.put(id, caller.task(A2aCaller.MESH, id));
            assertThat(state(finished.get(id))).isEqualTo("TASK_STATE_COMPLETED");
        }
        Waiting.until("every silent task sent", RECOVERY, () -> silent.received() >= TASKS);
        Waiting.until(
                "every watch has some text",
                RECOVERY,
                () -> watches.values().stream()
                        .allMatch(watch -> EventWatch.text(watch.events()).length() > 100));
        assertThat(allAre(caller, running, "TASK_STATE_WORKING")).isTrue();
        return new Before(finished, running, unanswered, watches);
    }

    private static void check(A2aCaller caller, Before before) throws Exception {
        for (var task : before.finished().entrySet()) {
            assertThat(caller.task(A2aCaller.MESH, task.getKey())).isEqualTo(task.getValue());
        }
        Waiting.until(
                "unanswered tasks failed", RECOVERY, () -> allAre(caller, before.unanswered(), "TASK_STATE_FAILED"));
        for (String id : before.unanswered()) {
            assertThat(caller.task(A2aCaller.MESH, id)
                            .path("status")
                            .path("message")
                            .toString())
                    .contains("may have started");
        }
        Map<String, EventWatch> resumed = new LinkedHashMap<>();
        for (var watch : before.watches().entrySet()) {
            resumed.put(
                    watch.getKey(),
                    caller.watch(
                            A2aCaller.MESH, watch.getKey(), watch.getValue().lastId()));
        }
        Waiting.until(
                "running tasks completed",
                RECOVERY.plus(PACE.multipliedBy(CHUNKS)),
                () -> allAre(caller, before.running(), "TASK_STATE_COMPLETED"));
        for (String id : before.running()) {
            assertThat(artifactText(caller.task(A2aCaller.MESH, id))).isEqualTo(CountingAgent.wholeText(CHUNKS));
        }
        for (var watch : resumed.entrySet()) {
            Waiting.until(
                    "watch of " + watch.getKey() + " over",
                    RECOVERY,
                    () -> watch.getValue().isOver());
            List<EventWatch.Event> all =
                    new ArrayList<>(before.watches().get(watch.getKey()).events());
            all.addAll(watch.getValue().events());
            assertThat(EventWatch.text(all)).isEqualTo(CountingAgent.wholeText(CHUNKS));
            assertThat(all)
                    .extracting(event -> Long.parseLong(event.id()))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    private static boolean allAre(A2aCaller caller, List<String> ids, String state)
            throws IOException, InterruptedException {
        for (String id : ids) {
            if (!state(caller.task(A2aCaller.MESH, id)).equals(state)) {
                return false;
            }
        }
        return true;
    }

    private static String state(JsonNode task) {
        return task.path("status").path("state").asText();
    }

    private static String artifactText(JsonNode task) {
        var text = new StringBuilder();
        task.path("artifacts")
                .forEach(artifact -> artifact.path("parts")
                        .forEach(part -> text.append(part.path("text").asText())));
        return text.toString();
    }
}
