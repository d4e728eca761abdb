package dev.parley.examples.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.SendMessageConfiguration;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.SubscribeToTaskRequest;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kit's operations, over HTTP. */
@Timeout(30)
class AgentServerTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
    }

    private TestCaller serve(ScriptedAgent.Script script) throws IOException {
        return serve(script, TaskStore.Retention.ordinary());
    }

    private TestCaller serve(ScriptedAgent.Script script, TaskStore.Retention retention) throws IOException {
        AgentServer server =
                AgentServer.start(new ScriptedAgent(script), AgentServer.Settings.onLoopback(0), retention);
        TestCaller caller = new TestCaller(server.url());
        open.add(server);
        open.add(caller);
        return caller;
    }

    @Test
    void send_answersWhenTheTaskHasEnded() throws Exception {
        TestCaller caller = serve(task -> {
            task.working("on it");
            task.artifact("a", "A", Parts.text("one"), Parts.text("two"));
            task.complete("done");
        });

        Task task = caller.send(Parts.text("go"));

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(Parts.textOf(task.getStatus().getMessage())).isEqualTo("done");
        assertThat(task.getArtifacts(0).getPartsList()).containsExactly(Parts.text("one"), Parts.text("two"));
        assertThat(task.getHistoryList()).hasSize(1);
        assertThat(task.getHistory(0).getTaskId()).isEqualTo(task.getId());
        assertThat(caller.get(task.getId())).isEqualTo(task);
    }

    @Test
    void send_returnsAtOnceIfAsked() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        TestCaller caller = serve(task -> mayEnd.await());

        Task task = caller.send(TestCaller.withoutWaiting(TestCaller.sending("go")));

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_SUBMITTED);
        mayEnd.countDown();
        awaitState(caller, task.getId(), TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void stream_beginsWithTheTaskAndEndsWithIt() throws Exception {
        TestCaller caller = serve(task -> {
            task.working("on it");
            task.appendText("a", "one ", false);
            task.appendText("a", "two", true);
        });

        List<StreamResponse> events = caller.stream(A2aMethod.SEND_STREAMING_MESSAGE, TestCaller.sending("go"))
                .rest();

        assertThat(events).hasSize(5);
        assertThat(events.get(0).getTask().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_SUBMITTED);
        assertThat(events.get(1).getStatusUpdate().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_WORKING);
        assertThat(events.get(2).getArtifactUpdate().getAppend()).isFalse();
        assertThat(events.get(3).getArtifactUpdate().getAppend()).isTrue();
        assertThat(events.get(3).getArtifactUpdate().getLastChunk()).isTrue();
        assertThat(events.get(4).getStatusUpdate().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        Task task = caller.get(events.getFirst().getTask().getId());
        assertThat(task.getArtifacts(0).getPartsList()).containsExactly(Parts.text("one two"));
    }

    @Test
    void subscribe_showsTheSnapshotAndThenEverythingAfterIt() throws Exception {
        Semaphore steps = new Semaphore(1);
        TestCaller caller = serve(task -> {
            for (int i = 0; i < 50; i++) {
                steps.acquire();
                task.appendText("a", i + " ", i == 49);
            }
        });
        TestCaller.Events first = caller.stream(A2aMethod.SEND_STREAMING_MESSAGE, TestCaller.sending("go"));
        String id = first.next().orElseThrow().getTask().getId();
        first.next();
        first.close(); // the caller leaves, the task does not
        steps.release(9);

        TestCaller.Events second = caller.stream(
                A2aMethod.SUBSCRIBE_TO_TASK,
                SubscribeToTaskRequest.newBuilder().setId(id).build());
        Task snapshot = second.next().orElseThrow().getTask();
        steps.release(40);
        StringBuilder text =
                new StringBuilder(snapshot.getArtifacts(0).getParts(0).getText());
        second.rest()
                .forEach(event -> event.getArtifactUpdate()
                        .getArtifact()
                        .getPartsList()
                        .forEach(part -> text.append(part.getText())));

        assertThat(text.toString().strip().split(" "))
                .hasSize(50)
                .startsWith("0", "1")
                .endsWith("48", "49");
        assertThat(caller.get(id).getArtifacts(0).getParts(0).getText()).isEqualTo(text.toString());
    }

    @Test
    void subscribe_isRefusedForAnEndedTaskAndAnUnknownOne() throws Exception {
        TestCaller caller = serve(task -> task.complete());
        String ended = caller.send(Parts.text("go")).getId();

        assertThat(caller.failure(
                        A2aMethod.SUBSCRIBE_TO_TASK,
                        SubscribeToTaskRequest.newBuilder().setId(ended).build()))
                .isEqualTo(-32004);
        assertThat(caller.failure(
                        A2aMethod.SUBSCRIBE_TO_TASK,
                        SubscribeToTaskRequest.newBuilder().setId("nobody").build()))
                .isEqualTo(-32001);
    }

    @Test
    void cancel_interruptsTheAgentAndHoldsAgainstIt() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        TestCaller caller = serve(task -> {
            started.countDown();
            try {
                task.pause(Duration.ofHours(1));
            } finally {
                stopped.countDown();
            }
        });
        Task running = caller.send(TestCaller.withoutWaiting(TestCaller.sending("go")));
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        CancelTaskRequest cancel =
                CancelTaskRequest.newBuilder().setId(running.getId()).build();

        Task canceled = caller.call(A2aMethod.CANCEL_TASK, cancel, Task.class);

        assertThat(canceled.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
        assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(caller.failure(A2aMethod.CANCEL_TASK, cancel)).isEqualTo(-32002);
        assertThat(caller.get(running.getId()).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
    }

    @Test
    void cancel_endsTheStreamsOfATask() throws Exception {
        TestCaller caller = serve(task -> task.pause(Duration.ofHours(1)));
        TestCaller.Events events = caller.stream(A2aMethod.SEND_STREAMING_MESSAGE, TestCaller.sending("go"));
        String id = events.next().orElseThrow().getTask().getId();

        caller.call(
                A2aMethod.CANCEL_TASK, CancelTaskRequest.newBuilder().setId(id).build(), Task.class);

        List<StreamResponse> rest = events.rest();
        assertThat(rest).hasSize(1);
        assertThat(rest.getFirst().getStatusUpdate().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
    }

    @Test
    void followUp_continuesATaskThatAsked() throws Exception {
        TestCaller caller = serve(task -> {
            if (task.text().equals("go")) {
                task.requireInput("How far?");
            } else {
                task.complete(task.userMessages().size() + " messages, then " + task.text());
            }
        });
        Task asking = caller.send(Parts.text("go"));
        assertThat(asking.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
        Message answer = TestCaller.message(Parts.text("far")).toBuilder()
                .setTaskId(asking.getId())
                .build();

        Task done = caller.send(TestCaller.sending(answer));

        assertThat(done.getId()).isEqualTo(asking.getId());
        assertThat(Parts.textOf(done.getStatus().getMessage())).isEqualTo("2 messages, then far");
        assertThat(done.getHistoryList().stream().map(Parts::textOf)).containsExactly("go", "How far?", "far");
        assertThat(caller.failure(A2aMethod.SEND_MESSAGE, TestCaller.sending(answer)))
                .as("the task has ended")
                .isEqualTo(-32004);
    }

    @Test
    void followUp_isRefusedInAForeignContextAndForAnUnknownTask() throws Exception {
        TestCaller caller = serve(task -> task.requireInput("?"));
        Task asking = caller.send(Parts.text("go"));
        Message answer = TestCaller.message(Parts.text("far"));

        assertThat(caller.failure(
                        A2aMethod.SEND_MESSAGE,
                        TestCaller.sending(answer.toBuilder()
                                .setTaskId(asking.getId())
                                .setContextId("other")
                                .build())))
                .isEqualTo(-32602);
        assertThat(caller.failure(
                        A2aMethod.SEND_MESSAGE,
                        TestCaller.sending(
                                answer.toBuilder().setTaskId("nobody").build())))
                .isEqualTo(-32001);
    }

    @Test
    void context_isKeptWhereTheCallerNamesOne() throws Exception {
        TestCaller caller = serve(task -> task.complete());

        Task task = caller.send(TestCaller.sending(TestCaller.message(Parts.text("go")).toBuilder()
                .setContextId("mine")
                .build()));

        assertThat(task.getContextId()).isEqualTo("mine");
    }

    @Test
    void history_isAsLongAsTheCallerWants() throws Exception {
        TestCaller caller = serve(task -> task.complete());
        SendMessageRequest request = TestCaller.sending("go").toBuilder()
                .setConfiguration(SendMessageConfiguration.newBuilder().setHistoryLength(0))
                .build();

        assertThat(caller.send(request).getHistoryList()).isEmpty();
        assertThat(caller.failure(
                        A2aMethod.SEND_MESSAGE,
                        request.toBuilder()
                                .setConfiguration(
                                        SendMessageConfiguration.newBuilder().setHistoryLength(-1))
                                .build()))
                .isEqualTo(-32602);
    }

    @Test
    void fault_failsTheTaskWithoutItsDetails() throws Exception {
        TestCaller caller = serve(task -> {
            throw new IllegalStateException("secret");
        });

        Task task = caller.send(Parts.text("go"));

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(Parts.textOf(task.getStatus().getMessage()))
                .contains("The agent failed")
                .doesNotContain("secret");
    }

    @Test
    void list_pagesThroughAllTasksNewestFirst() throws Exception {
        TestCaller caller = serve(task -> task.artifact("a", "A", Parts.text("x")));
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            sent.add(caller.send(Parts.text("go")).getId());
        }
        Set<String> seen = new LinkedHashSet<>();
        String token = "";
        do {
            ListTasksResponse page = caller.call(
                    A2aMethod.LIST_TASKS,
                    ListTasksRequest.newBuilder()
                            .setPageSize(3)
                            .setPageToken(token)
                            .build(),
                    ListTasksResponse.class);
            assertThat(page.getTotalSize()).isEqualTo(7);
            page.getTasksList().forEach(task -> {
                assertThat(task.getArtifactsList()).isEmpty();
                seen.add(task.getId());
            });
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(seen).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void list_filtersByContextAndState() throws Exception {
        TestCaller caller = serve(task -> {
            if (task.text().equals("fail")) {
                task.fail("no");
            }
        });
        Task good = caller.send(Parts.text("go"));
        Task bad = caller.send(Parts.text("fail"));

        assertThat(list(caller, ListTasksRequest.newBuilder().setContextId(good.getContextId())))
                .containsExactly(good.getId());
        assertThat(list(caller, ListTasksRequest.newBuilder().setStatus(TaskState.TASK_STATE_FAILED)))
                .containsExactly(bad.getId());
        assertThat(caller.failure(
                        A2aMethod.LIST_TASKS,
                        ListTasksRequest.newBuilder().setPageSize(101).build()))
                .isEqualTo(-32602);
        assertThat(caller.failure(
                        A2aMethod.LIST_TASKS,
                        ListTasksRequest.newBuilder().setPageToken("%%%").build()))
                .isEqualTo(-32602);
    }

    @Test
    void retention_forgetsTheOldestTasks() throws Exception {
        TestCaller caller = serve(task -> task.complete(), new TaskStore.Retention(100, 2, 1 << 20));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(caller.send(Parts.text("go")).getId());
        }
        // a task rests a moment after it has ended
        awaitTrue(() -> list(caller, ListTasksRequest.newBuilder()).size() == 2);

        assertThat(list(caller, ListTasksRequest.newBuilder())).isSubsetOf(ids);
    }

    @Test
    void activeTasks_areLimited() throws Exception {
        TestCaller caller = serve(task -> task.pause(Duration.ofHours(1)), new TaskStore.Retention(1, 10, 1 << 20));
        caller.send(TestCaller.withoutWaiting(TestCaller.sending("go")));

        assertThat(caller.failure(A2aMethod.SEND_MESSAGE, TestCaller.sending("go")))
                .isEqualTo(-32053);
    }

    private static List<String> list(TestCaller caller, ListTasksRequest.Builder request) {
        return caller.call(A2aMethod.LIST_TASKS, request.build(), ListTasksResponse.class).getTasksList().stream()
                .map(Task::getId)
                .toList();
    }

    private static void awaitState(TestCaller caller, String id, TaskState state) {
        awaitTrue(() -> caller.get(id).getStatus().getState() == state);
    }

    private static void awaitTrue(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
