package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.a2a.v1.TaskStatus;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import dev.parley.proto.task.v1.TaskEvent;
import dev.parley.proto.task.v1.TaskServiceGrpc;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages to one task, one behind the other: each is answered by what comes of itself. */
class TurnsIT extends TaskServiceFixture {
    private static SendMessageCall next(String agent, String id, String text) {
        return call(agent, message(text).toBuilder().setTaskId(id).build());
    }

    private static void awaitMessages(String id, int count) {
        eventually(() -> get(id).getHistoryCount(), known -> known >= count);
    }

    private static SendMessageReply of(CompletableFuture<SendMessageReply> answer) throws Exception {
        return answer.get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "weather"})
    void messageBehindARunningTurn_isNotAnsweredWithThatTurnsQuestion(String agent) throws Exception {
        String turn = "turn-of-" + agent;
        String id = tasks.sendMessage(call(agent, "input")).getTaskId();
        var second = aside(() -> tasks.sendMessage(next(agent, id, "hanginput " + turn)));
        awaitMessages(id, 2);
        var third = aside(() -> tasks.sendMessage(next(agent, id, "hang after-" + turn)));
        awaitMessages(id, 3);

        router.release(turn);

        assertThat(of(second).getTask().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
        eventually(
                () -> router.calls
                        .getLast()
                        .getRequest()
                        .getMessage()
                        .getParts(0)
                        .getText(),
                text -> text.equals("hang after-" + turn));
        assertThat(third).isNotDone();
        router.release("after-" + turn);
        assertThat(of(third).getTask().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "weather"})
    void streamBehindARunningTurn_goesOnBehindThatTurnsQuestion(String agent) throws Exception {
        String turn = "streamed-turn-of-" + agent;
        String id = tasks.sendMessage(call(agent, "input")).getTaskId();
        var second = aside(() -> tasks.sendMessage(next(agent, id, "hanginput " + turn)));
        awaitMessages(id, 2);
        CompletableFuture<List<TaskEvent>> third = aside(() -> stream(next(agent, id, "chunks 3")));
        awaitMessages(id, 3);

        router.release(turn);

        of(second);
        StreamResponse last = third.get(20, TimeUnit.SECONDS).getLast().getEvent();
        assertThat(last.getStatusUpdate().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "weather"})
    void turnThatEndsWithAQuestion_endsItsStream(String agent) {
        String id = tasks.sendMessage(call(agent, "input")).getTaskId();
        List<TaskEvent> events = stream(next(agent, id, "input"));
        StreamResponse last = events.getLast().getEvent();
        TaskStatus status = last.hasTask()
                ? last.getTask().getStatus()
                : last.getStatusUpdate().getStatus();
        assertThat(status.getState()).isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
        assertThat(tasks.sendMessage(next(agent, id, "echo end"))
                        .getTask()
                        .getStatus()
                        .getState())
                .isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "weather"})
    void streamOfTheNextTurn_doesNotRepeatTheQuestionBeforeIt(String agent) {
        String id = tasks.sendMessage(call(agent, "input")).getTaskId();
        List<TaskEvent> events = stream(next(agent, id, "chunks 2"));
        assertThat(events.subList(1, events.size()))
                .noneMatch(
                        event -> event.getEvent().getStatusUpdate().getStatus().getState()
                                == TaskState.TASK_STATE_INPUT_REQUIRED);
    }

    @Test
    void resentMessageBehindARunningTurn_resumesItsOwnStream() throws Exception {
        String id = tasks.sendMessage(call("weather", "input")).getTaskId();
        var second = aside(() -> tasks.sendMessage(next("weather", id, "hanginput resent-turn")));
        awaitMessages(id, 2);
        Message message = message("hanginput resent").toBuilder().setTaskId(id).build();
        SendMessageCall third =
                call("weather", message).toBuilder().setAfterSequence(1).build();
        CompletableFuture<List<TaskEvent>> first = aside(() -> stream(third));
        awaitMessages(id, 3);
        List<TaskEvent> again = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        TaskServiceGrpc.newStub(channel).streamMessage(third, collector(again, over));
        eventually(again::size, events -> events > 0);

        router.release("resent-turn");
        of(second);
        eventually(
                () -> router.calls
                        .getLast()
                        .getRequest()
                        .getMessage()
                        .getParts(0)
                        .getText(),
                text -> text.equals("hanginput resent"));
        assertThat(first).isNotDone();
        assertThat(over).isNotDone();
        router.release("resent");

        long end = first.get(20, TimeUnit.SECONDS).getLast().getSequence();
        over.get(20, TimeUnit.SECONDS);
        assertThat(again.getLast().getSequence()).isEqualTo(end);
    }

    @Test
    void turnThatEndsWithTheSameQuestionAndAnArtifact_isAnswered() {
        String id = tasks.sendMessage(call("weather", "input")).getTaskId();
        var answer = tasks.sendMessage(next("weather", id, "input draft")).getTask();
        assertThat(answer.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
        assertThat(answer.getArtifacts(0).getParts(0).getText()).isEqualTo("draft");
    }

    @ParameterizedTest
    @ValueSource(strings = {"input", "message", "echo done"})
    void streamThatIsResumedBehindItsLastEvent_isOver(String text) {
        SendMessageCall first =
                call("weather", text).toBuilder().setOnceKey("resumed " + text).build();
        List<TaskEvent> events = stream(first);
        SendMessageCall again = first.toBuilder()
                .setAfterSequence(events.getLast().getSequence())
                .build();
        assertThat(stream(again)).isEmpty();
        // a place that was never given out: all of it
        SendMessageCall beyond = first.toBuilder().setAfterSequence(1_000).build();
        assertThat(stream(beyond)).isEqualTo(events);
    }

    @Test
    void historyLength_cutsTheTaskOfAStreamAndNotTheJournal() {
        String id = tasks.sendMessage(call("weather", "input")).getTaskId();
        SendMessageCall.Builder second = next("weather", id, "echo end").toBuilder();
        second.getRequestBuilder().getConfigurationBuilder().setHistoryLength(1);

        List<TaskEvent> events = stream(second.build());

        assertThat(events.getFirst().getEvent().getTask().getHistoryCount()).isEqualTo(1);
        assertThat(get(id).getHistoryCount()).isEqualTo(2);
        assertThat(router.calls.getLast().getRequest().getConfiguration().hasHistoryLength())
                .isFalse();
    }
}
