package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.life.MeshService;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.task.v1.FindClientTaskRequest;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import dev.parley.proto.task.v1.TaskEvent;
import dev.parley.proto.task.v1.TaskServiceGrpc;
import dev.parley.proto.task.v1.TaskServiceGrpc.TaskServiceBlockingStub;
import dev.parley.proto.task.v1.WithdrawAnswerRequest;
import io.grpc.ManagedChannel;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tasks whose callers name them (A2A 0.1). */
class ClientTaskIT extends TaskServiceFixture {
    private static SendMessageCall named(String agent, String name, Message message) {
        return call(agent, message).toBuilder()
                .setTaskId(new UUID((System.currentTimeMillis() << 16) | 0x7000, (1L << 63) | messages++).toString())
                .setClientTaskId(name)
                .build();
    }

    private static SendMessageReply send(String agent, String name, String text) {
        return tasks.sendMessage(named(agent, name, message(text)));
    }

    /** Answers with the id of the mesh's own. */
    private static CompletableFuture<String> sending(SendMessageCall call) {
        return sending(tasks, call);
    }

    private static CompletableFuture<String> sending(TaskServiceBlockingStub to, SendMessageCall call) {
        return CompletableFuture.supplyAsync(() -> to.sendMessage(call).getTaskId(), Thread::startVirtualThread);
    }

    private static String find(String agent, String name) {
        return tasks.findClientTask(FindClientTaskRequest.newBuilder()
                        .setAgentId(agent)
                        .setClientTaskId(name)
                        .build())
                .getTaskId();
    }

    private static long callsOf(String text) {
        return router.calls.stream()
                .filter(call ->
                        call.getRequest().getMessage().getParts(0).getText().equals(text))
                .count();
    }

    @Test
    void name_isOfOneTaskAtOneEndpointAndContinuesIt() {
        SendMessageReply first = send("a", "order", "input");
        assertThat(first.getTask().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);
        assertThat(find("a", "order")).isEqualTo(first.getTaskId());

        SendMessageReply second = send("a", "order", "echo the rest");
        assertThat(second.getTaskId()).isEqualTo(first.getTaskId());
        assertThat(second.getTask().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(get(first.getTaskId()).getHistoryList()).hasSizeGreaterThanOrEqualTo(2);

        assertThat(send("b", "order", "echo").getTaskId()).isNotEqualTo(first.getTaskId());
        assertThat(codeOf(() -> find("", "order"))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        assertThat(codeOf(() -> find("a", "other"))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        assertThat(codeOf(() -> send("a", "order", "echo once more"))).isEqualTo(A2aErrorCode.UNSUPPORTED_OPERATION);
    }

    @Test
    void bareMessage_isATaskUnderAName() {
        SendMessageReply reply = send("a", "chat", "message");
        assertThat(reply.getTask().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(reply.getTask().getStatus().getMessage().getParts(0).getText())
                .isEqualTo("hello");
        assertThat(getAt("a", find("a", "chat")).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void firstSendsAtOnce_makeOneTask() throws Exception {
        List<CompletableFuture<String>> sends = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            sends.add(sending(named("a", "race", message("input"))));
        }
        for (CompletableFuture<String> send : sends) {
            assertThat(send.get(30, TimeUnit.SECONDS)).isEqualTo(find("a", "race"));
        }
    }

    @Test
    void firstSendsOnTwoInstancesAtOnce_makeOneTask() throws Exception {
        try (MeshService other = startInstance("two", "it-task-two")) {
            ManagedChannel toOther = RpcChannels.open("in-process:it-task-two");
            var atOther = TaskServiceGrpc.newBlockingStub(toOther).withDeadlineAfter(30, TimeUnit.SECONDS);
            try {
                Message message = message("hang two");
                // under a once-key, which holds also when the first is answered before the second has lost the race
                CompletableFuture<String> here = sending(once(named("together", "two", message)));
                CompletableFuture<String> there = sending(atOther, once(named("together", "two", message)));
                eventually(() -> callsOf("hang two"), calls -> calls == 1);
                router.release("two");

                assertThat(there.get(10, TimeUnit.SECONDS)).isEqualTo(here.get(10, TimeUnit.SECONDS));
                assertThat(callsOf("hang two")).isEqualTo(1);

                here = sending(named("together", "unequal", message("hang unequal")));
                there = sending(atOther, named("together", "unequal", message("hang unequal, too")));
                eventually(() -> callsOf("hang unequal") + callsOf("hang unequal, too"), calls -> calls == 1);
                // the one that comes too late is a follow-up, whichever instance runs the task
                eventually(() -> get(find("together", "unequal")).getHistoryCount(), count -> count == 2);
                router.release("unequal");
                router.release("unequal,");
                assertThat(there.get(10, TimeUnit.SECONDS)).isEqualTo(here.get(10, TimeUnit.SECONDS));
            } finally {
                toOther.shutdownNow();
            }
        }
    }

    private static SendMessageCall once(SendMessageCall call) {
        return call.toBuilder().setOnceKey("key:two").build();
    }

    @Test
    void equalSend_joinsWhileTheFirstIsUnanswered() throws Exception {
        CompletableFuture<String> first = sending(named("a", "resent", message("hang resent")));
        eventually(() -> callsOf("hang resent"), calls -> calls == 1);
        // a caller of 0.1 gives its messages no ids: each send got another one on its way here
        CompletableFuture<String> second = sending(named("a", "resent", message("hang resent")));
        CompletableFuture<String> other = sending(named("a", "resent too", message("hang resent")));
        eventually(() -> callsOf("hang resent"), calls -> calls == 2);
        router.release("resent");

        String task = first.get(10, TimeUnit.SECONDS);
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(task);
        assertThat(other.get(10, TimeUnit.SECONDS)).isNotEqualTo(task);
        assertThat(callsOf("hang resent")).isEqualTo(2);
    }

    @Test
    void withdrawnAnswer_letsAnEqualSendJoin() {
        Message message = message("echo withdrawn");
        String task = tasks.sendMessage(named("a", "again", message)).getTaskId();
        tasks.withdrawAnswer(WithdrawAnswerRequest.newBuilder()
                .setTaskId(task)
                .setMessageId(message.getMessageId())
                .build());

        assertThat(send("a", "again", "echo withdrawn").getTaskId()).isEqualTo(task);
        assertThat(callsOf("echo withdrawn")).isEqualTo(1);
    }

    @Test
    void streamOfAFollowUp_beginsWithTheTaskAsItIs() {
        List<TaskEvent> first = stream(named("a", "talk", message("input")));
        assertThat(first.getFirst().getEvent().getTask().getStatus().getState())
                .isEqualTo(TaskState.TASK_STATE_SUBMITTED);
        assertThat(first.getLast().getEvent().getStatusUpdate().getStatus().getState())
                .isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);

        List<TaskEvent> second = stream(named("a", "talk", message("echo")));
        assertThat(second.getFirst().getEvent().hasTask()).isTrue();
        assertThat(second.getFirst().getSequence())
                .isGreaterThan(first.getLast().getSequence());
    }

    @Test
    void nameWithoutATask_isTakenUpByTheNextSend() throws Exception {
        // unknown: refused by the router after the name was bound
        assertThat(codeOf(() -> send("unknown", "lost", "echo"))).isEqualTo(A2aErrorCode.AGENT_NOT_FOUND);
        assertThat(codeOf(() -> find("unknown", "lost"))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(bound(statement)).isEqualTo(1);
            // an id of long ago, whose partition may be gone
            statement.executeUpdate("UPDATE task.client_task SET task_id = '01000000-0000-7000-8000-000000000000'"
                    + " WHERE NOT EXISTS (SELECT 1 FROM task.task t WHERE t.task_id = client_task.task_id)");
        }
        assertThat(codeOf(() -> send("unknown", "lost", "echo"))).isEqualTo(A2aErrorCode.AGENT_NOT_FOUND);
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(bound(statement)).isEqualTo(1);
            try (var old = statement.executeQuery(
                    "SELECT count(*) FROM task.client_task WHERE task_id = '01000000-0000-7000-8000-000000000000'")) {
                old.next();
                assertThat(old.getInt(1)).isZero();
            }
        }
    }

    private static int bound(Statement statement) throws Exception {
        try (var rows = statement.executeQuery("SELECT count(*) FROM task.client_task c WHERE NOT EXISTS ("
                + "SELECT 1 FROM task.task t WHERE t.task_id = c.task_id)")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void nameThatCannotBeStored_isRefused() {
        assertThat(codeOf(() -> send("a", "x".repeat(513), "echo"))).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        assertThat(codeOf(() -> send("a", "a\0b", "echo"))).isEqualTo(A2aErrorCode.INVALID_PARAMS);
    }
}
