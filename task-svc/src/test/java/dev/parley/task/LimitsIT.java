package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.CancelTaskCall;
import dev.parley.proto.task.v1.ListDeliveriesCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.TaskEvent;
import dev.parley.proto.task.v1.TaskServiceGrpc;
import dev.parley.proto.task.v1.WebhookDelivery;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens at the limits of a task, with limits that are small. */
class LimitsIT extends TaskServiceFixture {
    private static final int MAX_TASK_BYTES = 20_000;
    private static final int MAX_WAITING = 3;
    private static final int MAX_RUNNING = 5;
    private static final int MAX_WEBHOOKS = 2;

    @BeforeAll
    static void restartWithSmallLimits() {
        stopService();
        startService(
                "one",
                Map.of(
                        "parley.task.max-task-bytes",
                        String.valueOf(MAX_TASK_BYTES),
                        "parley.task.max-waiting-messages",
                        String.valueOf(MAX_WAITING),
                        "parley.task.max-running",
                        // a quarter is not for one tenant alone
                        String.valueOf(MAX_RUNNING + 1),
                        "parley.push.max-waiting",
                        String.valueOf(MAX_WEBHOOKS),
                        "parley.task.once-window",
                        "4s",
                        "parley.task.response-timeout",
                        "2s",
                        "parley.task.cancel-answer",
                        "1s",
                        "parley.task.cancel-patience",
                        "2s"));
    }

    private static Message followUp(String task, String text) {
        return message(text).toBuilder().setTaskId(task).build();
    }

    /** Sends without waiting for the answer, until the task has the message. */
    private static void leave(Message message) {
        String task = message.getTaskId();
        int before = accepted(task);
        Thread.startVirtualThread(() -> tasks.sendMessage(call("a", message)));
        eventually(() -> accepted(task), now -> now == before + 1);
    }

    private static int accepted(String task) {
        return journaled(task, "kind = 1");
    }

    private static int journaled(String task, String which) {
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT count(*) FROM task.journal WHERE task_id = '" + task + "' AND " + which)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends as soon as there is room: a runner leaves a moment after its task has ended. */
    private static Task sent(SendMessageCall call) {
        return eventually(() -> answer(call), Optional::isPresent).orElseThrow();
    }

    private static Optional<Task> answer(SendMessageCall call) {
        try {
            return Optional.of(tasks.sendMessage(call).getTask());
        } catch (StatusRuntimeException failure) {
            assertThat(RpcErrors.fromStatus(failure).code()).isEqualTo(A2aErrorCode.OVERLOADED);
            return Optional.empty();
        }
    }

    private static String hanging(String name) {
        return sent(immediate(call("a", "hang " + name))).getId();
    }

    @Test
    void followUp_isRefusedWhileAsManyWaitAsMay() {
        String task = hanging("behind");
        for (int i = 0; i < MAX_WAITING; i++) {
            leave(followUp(task, "echo " + i));
        }
        int before = journaled(task, "true");

        A2aException refused = errorOf(() -> tasks.sendMessage(call("a", followUp(task, "echo more"))));

        assertThat(refused.code()).isEqualTo(A2aErrorCode.RATE_LIMITED);
        assertThat(refused.retryAfter()).isPresent();
        assertThat(refused).hasMessageContaining(task).hasMessageContaining(String.valueOf(MAX_WAITING));
        assertThat(journaled(task, "true")).isEqualTo(before);
        router.release("behind");
        eventually(() -> get(task).getStatus().getState(), state -> state == TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void followUpThatWaitsAlready_isJoinedWhereNoOtherMayWait() {
        String task = hanging("joined");
        Message waiting = followUp(task, "echo waiting");
        leave(waiting);
        for (int i = 1; i < MAX_WAITING; i++) {
            leave(followUp(task, "echo " + i));
        }
        int before = accepted(task);
        List<TaskEvent> events = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();

        TaskServiceGrpc.newStub(channel).streamMessage(call("a", waiting), collector(events, ended));
        eventually(events::size, size -> size > 0);
        router.release("joined");
        ended.orTimeout(10, TimeUnit.SECONDS).join();

        assertThat(events).extracting(TaskEvent::getTaskId).containsOnly(task);
        assertThat(accepted(task)).isEqualTo(before);
    }

    @Test
    void followUp_isRefusedWhereItWouldMakeTheTaskTooLarge() {
        String task = hanging("large");
        String half = "x".repeat(MAX_TASK_BYTES / 2);
        leave(followUp(task, half));
        int before = journaled(task, "true");

        A2aException refused = errorOf(() -> tasks.sendMessage(call("a", followUp(task, half))));

        assertThat(refused.code()).isEqualTo(A2aErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(refused).hasMessageContaining(task).hasMessageContaining(String.valueOf(MAX_TASK_BYTES));
        assertThat(journaled(task, "true")).isEqualTo(before);
        router.release("large");
        eventually(() -> get(task).getStatus().getState(), state -> state == TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void followUpsUnderOneMessageId_areCountedEach() {
        String task = hanging("same-id");
        Message first = followUp(task, "x".repeat(MAX_TASK_BYTES / 3));
        leave(first);
        leave(withText(first, "y".repeat(MAX_TASK_BYTES / 3)));
        // the history has one of them
        assertThat(get(task).getHistoryCount()).isEqualTo(2);

        assertThat(codeOf(() -> tasks.sendMessage(call("a", withText(first, "z".repeat(MAX_TASK_BYTES / 3))))))
                .isEqualTo(A2aErrorCode.PAYLOAD_TOO_LARGE);
        router.release("same-id");
        eventually(() -> get(task).getStatus().getState(), state -> state == TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void taskThatGrowsBeyond_fails() {
        String task = sent(immediate(call("a", "grow 40 grown"))).getId();
        // it is seen at the next event, once what came before is in the journal
        eventually(() -> get(task).getSerializedSize(), size -> size > MAX_TASK_BYTES);
        router.release("grown");

        Task failed = eventually(() -> get(task), now -> now.getStatus().getState() == TaskState.TASK_STATE_FAILED);

        assertThat(failed.getStatus().getMessage().getParts(0).getText())
                .isEqualTo("The task grew beyond " + MAX_TASK_BYTES + " bytes");
        // the event that passes the limit is the last that is kept, but for those on their way to the journal then
        assertThat(failed.getArtifacts(0).getPartsCount()).isGreaterThanOrEqualTo(19);
    }

    @Test
    void message_isRefusedWhereAsManyTasksRunAsMay() {
        List<String> running = IntStream.range(0, MAX_RUNNING)
                .mapToObj(i -> hanging("running"))
                .toList();

        A2aException refused = errorOf(() -> tasks.sendMessage(call("a", "echo one too many")));

        assertThat(refused.code()).isEqualTo(A2aErrorCode.OVERLOADED);
        assertThat(refused.retryAfter()).isPresent();
        assertThat(refused).hasMessageContaining(String.valueOf(MAX_RUNNING));
        router.release("running");
        running.forEach(
                task -> eventually(() -> get(task).getStatus().getState(), TaskState.TASK_STATE_COMPLETED::equals));
        assertThat(sent(call("a", "echo room again")).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void sendThatWaitsTooLong_getsTheTaskAsItIsAndTheTaskGoesOn() {
        Task asItIs = sent(call("a", "hang slow"));
        assertThat(asItIs.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_WORKING);

        Task unheard = sent(call("a", "mute slow"));
        assertThat(unheard.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_SUBMITTED);

        router.release("slow");
        eventually(() -> get(asItIs.getId()).getStatus().getState(), TaskState.TASK_STATE_COMPLETED::equals);
        eventually(() -> get(unheard.getId()).getStatus().getState(), TaskState.TASK_STATE_FAILED::equals);
    }

    @Test
    void cancelThatAnAgentNeverConfirms_isDoneWithoutIt() {
        String task = sent(immediate(call("stubborn", "hang patience"))).getId();
        CancelTaskCall cancel = CancelTaskCall.newBuilder()
                .setRequest(CancelTaskRequest.newBuilder().setId(task))
                .build();

        Task asItIs = tasks.cancelTask(cancel);
        assertThat(asItIs.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_WORKING);

        Task canceled = eventually(() -> get(task), now -> now.getStatus().getState() == TaskState.TASK_STATE_CANCELED);
        assertThat(canceled.getStatus().getMessage().getParts(0).getText()).contains("agent unconfirmed");
        router.release("patience");
    }

    private static Message withText(Message message, String text) {
        return message.toBuilder()
                .setParts(0, message.getParts(0).toBuilder().setText(text))
                .build();
    }

    @Test
    void moreWebhooksThanMayBeWorkedOn_waitInTheDatabaseAndAreAllCalled() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (WebhookReceiver receiver = new WebhookReceiver(0)) {
            receiver.reply = (exchange, post) -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.sleep(200);
                now.decrementAndGet();
                WebhookReceiver.answer(exchange, 200);
            };
            List<String> ids = IntStream.range(0, 6)
                    .mapToObj(i -> {
                        SendMessageCall.Builder call = call("a", "echo " + i).toBuilder();
                        call.getRequestBuilder()
                                .getConfigurationBuilder()
                                .setTaskPushNotificationConfig(
                                        TaskPushNotificationConfig.newBuilder().setUrl(receiver.url("/" + i)));
                        return sent(call.build()).getId();
                    })
                    .toList();
            for (String id : ids) {
                eventually(
                        () -> tasks.listDeliveries(ListDeliveriesCall.newBuilder()
                                        .setTaskId(id)
                                        .build())
                                .getDeliveries(0)
                                .getState(),
                        state -> state == WebhookDelivery.State.DONE);
            }
        }
        // one more may slip in, where two start at the same moment
        assertThat(most.get()).isBetween(MAX_WEBHOOKS, MAX_WEBHOOKS + 1);
    }

    @Test
    void onceKey_isFreeAgainWhenItsWindowIsOver() {
        SendMessageCall first =
                call("a", "echo first").toBuilder().setOnceKey("window").build();
        SendMessageCall other =
                call("a", "echo other").toBuilder().setOnceKey("window").build();
        Task task = sent(first);
        assertThat(eventually(() -> codeOf(() -> tasks.sendMessage(other)), code -> code != A2aErrorCode.OVERLOADED))
                .isEqualTo(A2aErrorCode.MESSAGE_ID_REUSED);

        Task second = eventually(
                        () -> {
                            try {
                                return Optional.of(tasks.sendMessage(other).getTask());
                            } catch (StatusRuntimeException e) {
                                return Optional.<Task>empty();
                            }
                        },
                        Optional::isPresent)
                .orElseThrow();
        assertThat(second.getId()).isNotEqualTo(task.getId());
    }
}
