package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.kit.ids.UuidV7;
import dev.parley.kit.rpc.TaskHeaders;
import dev.parley.proto.a2a.v1.Artifact;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.GetTaskRequest;
import dev.parley.proto.a2a.v1.ListTasksRequest;
import dev.parley.proto.a2a.v1.ListTasksResponse;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Role;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.proto.task.v1.CancelTaskCall;
import dev.parley.proto.task.v1.GetTaskCall;
import dev.parley.proto.task.v1.ListTasksCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.SendMessageReply;
import dev.parley.proto.task.v1.TaskEvent;
import dev.parley.proto.task.v1.TaskServiceGrpc;
import dev.parley.proto.task.v1.TaskServiceGrpc.TaskServiceBlockingStub;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers of the task service get. */
class TaskServiceIT extends TaskServiceFixture {
    @Test
    void send_answersWithTheFinishedTaskUnderTheMeshsIds() {
        SendMessageReply reply = tasks.sendMessage(call("weather", "echo hi"));

        Task task = reply.getTask();
        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(task.getId()).isEqualTo(reply.getTaskId()).doesNotContain("remote");
        assertThat(task.getContextId()).isNotEqualTo("agents-context");
        assertThat(task.getArtifacts(0).getParts(0).getText()).isEqualTo("echo hi");
        assertThat(task.getHistory(0).getRole()).isEqualTo(Role.ROLE_USER);
        assertThat(getAt("weather", task.getId())).isEqualTo(task);
    }

    @Test
    void send_passesABareMessageOnAndLeavesNoTask() {
        SendMessageReply reply = tasks.sendMessage(call("weather", "message"));

        assertThat(reply.getMessage().getParts(0).getText()).isEqualTo("hello");
        assertThat(reply.getMessage().getContextId()).isNotEqualTo("agents-context");
        assertThat(codeOf(() -> get(reply.getTaskId()))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
    }

    @Test
    void send_toTheMeshMakesATaskOfABareMessage() {
        Task task = tasks.sendMessage(call("", "message")).getTask();

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(task.getStatus().getMessage().getParts(0).getText()).isEqualTo("hello");
        assertThat(task.getMetadata().getFieldsMap()).containsKey("https://parley.dev/ext/route/v1");
    }

    @Test
    void send_toTheMeshFailsHonestlyWhenNobodyCan() {
        Task task = tasks.sendMessage(call("", "impossible")).getTask();

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(task.getStatus().getMessage().getParts(0).getText()).isEqualTo("as the script says");
    }

    @Test
    void send_refusesAnUnknownAgentBeforeAcceptingAnything() {
        assertThat(codeOf(() -> tasks.sendMessage(call("unknown", "echo")))).isEqualTo(A2aErrorCode.AGENT_NOT_FOUND);
    }

    @Test
    void send_triesAnAgentAgainThatCannotHaveStarted() {
        int before = router.calls.size();
        Task task = tasks.sendMessage(call("weather", "refused")).getTask();

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(task.getStatus().getMessage().getParts(0).getText()).contains("connection refused");
        assertThat(router.calls.size() - before).isEqualTo(3);
    }

    @Test
    void whatTheCallerSaysBesideItsMessage_goesWithEveryAttempt() {
        CallContext context = CallContext.newBuilder()
                .addExtensions("urn:x")
                .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .build();
        int before = router.calls.size();

        tasks.sendMessage(
                call("weather", "refused").toBuilder().setContext(context).build());

        assertThat(router.calls.subList(before, router.calls.size()))
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.getContext()).isEqualTo(context));
    }

    @Test
    void send_failsATaskWhoseAnswerBreaksOff() {
        Task task = tasks.sendMessage(call("weather", "half")).getTask();

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(task.getStatus().getMessage().getParts(0).getText()).contains("broke off");
    }

    @Test
    void agentThatIsAwayForAWhile_isAskedForItsTaskWhenItIsBack() {
        SendMessageCall call = call("weather", "away");
        String remote = "remote-" + call.getRequest().getMessage().getMessageId();
        router.unreachable.set(2);
        router.resumable.put(
                remote,
                ScriptedRouter.task(remote, TaskState.TASK_STATE_COMPLETED, "done")
                        .getTask());

        Task task = tasks.sendMessage(call).getTask();

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(callsOf(call.getRequest().getMessage().getMessageId())).isEqualTo(1);
        assertThat(router.unreachable).hasValue(0);
    }

    @Test
    void agentThatStaysAway_failsItsTaskWhenPatienceIsOver() {
        router.unreachable.set(Integer.MAX_VALUE);
        Task task = tasks.sendMessage(call("weather", "away")).getTask();
        router.unreachable.set(0);

        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        assertThat(task.getStatus().getMessage().getParts(0).getText())
                .contains("cannot say what became of it", "connection refused");
    }

    @Test
    void send_equalAndUnansweredJoinsAndNeverStartsTheAgentAgain() {
        SendMessageCall call = call("weather", "hang equal");
        CompletableFuture<SendMessageReply> first = CompletableFuture.supplyAsync(() -> tasks.sendMessage(call));
        String messageId = call.getRequest().getMessage().getMessageId();
        eventually(() -> callsOf(messageId), calls -> calls == 1);

        List<TaskEvent> second = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> secondEnded = new CompletableFuture<>();
        TaskServiceGrpc.newStub(channel).streamMessage(call, collector(second, secondEnded));
        eventually(second::size, events -> events > 0);
        SendMessageReply other = tasks.sendMessage(immediate(call));
        router.release("equal");

        assertThat(second.getFirst().getTaskId()).isEqualTo(first.join().getTaskId());
        secondEnded.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(second.getLast().getEvent().getStatusUpdate().getStatus().getState())
                .isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(other.getTaskId()).isNotEqualTo(first.join().getTaskId());
        assertThat(callsOf(messageId)).isEqualTo(2);
    }

    private static long callsOf(String messageId) {
        return router.calls.stream()
                .filter(call -> call.getRequest().getMessage().getMessageId().equals(messageId))
                .count();
    }

    @Test
    void send_saysByItsHeadersThatTheMessageIsTaken_longBeforeTheAnswer() {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        TaskServiceBlockingStub watching =
                tasks.withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()));
        CompletableFuture<SendMessageReply> answer = aside(() -> watching.sendMessage(call("weather", "hang taken")));

        Metadata taken = eventually(headers::get, Objects::nonNull);
        assertThat(answer).isNotDone();
        router.release("taken");
        assertThat(taken.get(TaskHeaders.TASK_ID)).isEqualTo(answer.join().getTaskId());
    }

    @Test
    void stream_saysByItsHeadersThatTheMessageIsTaken_longBeforeTheAgentsFirstWord() {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        List<TaskEvent> events = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        TaskServiceGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
                .streamMessage(call("weather", "late word"), collector(events, ended));

        Metadata taken = eventually(headers::get, Objects::nonNull);
        assertThat(events).isEmpty();
        router.release("word");
        ended.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(taken.get(TaskHeaders.TASK_ID)).isEqualTo(events.getFirst().getTaskId());
    }

    @Test
    void send_refusedBeforeItIsTakenHasNoHeaders() {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        TaskServiceBlockingStub watching =
                tasks.withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()));

        assertThat(codeOf(() -> watching.sendMessage(call("unknown", "echo")))).isEqualTo(A2aErrorCode.AGENT_NOT_FOUND);
        assertThat(headers).hasValue(null);
    }

    @Test
    void resentCall_getsTheAnswerThatWasLost_forANewTaskAndForAFollowUp() {
        SendMessageCall first = call("weather", "input");
        SendMessageReply asked = tasks.sendMessage(first);
        SendMessageCall followUp = call(
                "weather",
                message("echo more").toBuilder().setTaskId(asked.getTaskId()).build());
        SendMessageReply ended = tasks.sendMessage(followUp);
        int before = router.calls.size();

        assertThat(tasks.sendMessage(resent(first, asked)).getTask()).isEqualTo(ended.getTask());
        assertThat(tasks.sendMessage(resent(followUp, asked)).getTask()).isEqualTo(ended.getTask());
        assertThat(router.calls).hasSize(before);
    }

    @Test
    void resentCall_thatNobodyTookIsTakenNow() {
        SendMessageCall lost = call("weather", "echo once more");
        SendMessageReply other = tasks.sendMessage(call("weather", "echo other"));
        int before = router.calls.size();

        SendMessageReply reply = tasks.sendMessage(lost.toBuilder()
                .setTaskId(
                        new UuidV7(InstantSource.system(), new Random(5)).next().toString())
                .setResent(true)
                .build());
        assertThat(reply.getTask().getArtifacts(0).getParts(0).getText()).isEqualTo("echo once more");
        assertThat(reply.getTaskId()).isNotEqualTo(other.getTaskId());
        assertThat(router.calls).hasSize(before + 1);
    }

    /** A proxy that asks a second instance too says nothing of it, and may be answered by the first meanwhile. */
    @Test
    void sameCall_thatComesAgainAfterItsAnswer_getsThatAnswer_andHoldsUpNobody() {
        String id = new UuidV7(InstantSource.system(), new Random(6)).next().toString();
        SendMessageCall call =
                call("weather", "echo hedged").toBuilder().setTaskId(id).build();
        SendMessageReply first = tasks.sendMessage(call);
        int before = router.calls.size();

        List<CompletableFuture<SendMessageReply>> again = IntStream.range(0, 20)
                .mapToObj(i -> aside(() -> tasks.sendMessage(call)))
                .toList();
        List<CompletableFuture<SendMessageReply>> others = IntStream.range(0, 20)
                .mapToObj(i -> aside(() -> tasks.sendMessage(call("weather", "echo other " + i))))
                .toList();

        assertThat(again).allSatisfy(each -> assertThat(each.join().getTask()).isEqualTo(first.getTask()));
        assertThat(others)
                .allSatisfy(each -> assertThat(each.join().getTask().getStatus().getState())
                        .isEqualTo(TaskState.TASK_STATE_COMPLETED));
        assertThat(router.calls).hasSize(before + 20);
        // nothing of it stays: an equal message is a new task
        assertThat(tasks.sendMessage(call.toBuilder().clearTaskId().build()).getTaskId())
                .isNotEqualTo(id);
    }

    @Test
    void idOfAnotherMessagesTask_isNoPlaceForANewOne() {
        SendMessageReply other = tasks.sendMessage(call("weather", "echo first"));

        assertThat(codeOf(() -> tasks.sendMessage(call("weather", "echo second").toBuilder()
                        .setTaskId(other.getTaskId())
                        .build())))
                .isEqualTo(A2aErrorCode.INTERNAL_ERROR);
        assertThat(get(other.getTaskId()).getArtifactsList())
                .isEqualTo(other.getTask().getArtifactsList());
    }

    private static SendMessageCall resent(SendMessageCall call, SendMessageReply reply) {
        return call.toBuilder().setTaskId(reply.getTaskId()).setResent(true).build();
    }

    @Test
    void send_equalButAnsweredIsANewTask() {
        SendMessageCall call = call("weather", "echo again");

        assertThat(tasks.sendMessage(call).getTaskId())
                .isNotEqualTo(tasks.sendMessage(call).getTaskId());
    }

    @Test
    void send_onceHoldsAfterTheAnswerAndRefusesAnotherBody() {
        SendMessageCall once =
                call("weather", "echo once").toBuilder().setOnceKey("key-1").build();

        Task first = tasks.sendMessage(once).getTask();
        assertThat(tasks.sendMessage(once).getTask()).isEqualTo(first);
        assertThat(codeOf(() -> tasks.sendMessage(
                        call("weather", "other").toBuilder().setOnceKey("key-1").build())))
                .isEqualTo(A2aErrorCode.MESSAGE_ID_REUSED);
    }

    @Test
    void followUp_goesToTheSameAgentWithItsIdsAndEndsTheTask() {
        Task waiting = tasks.sendMessage(call("weather", "input")).getTask();
        assertThat(waiting.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_INPUT_REQUIRED);

        Task done = tasks.sendMessage(call(
                        "weather",
                        message("echo more").toBuilder()
                                .setTaskId(waiting.getId())
                                .build()))
                .getTask();

        assertThat(done.getId()).isEqualTo(waiting.getId());
        assertThat(done.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(done.getHistoryCount()).isEqualTo(2);
        Message sent = router.calls.getLast().getRequest().getMessage();
        assertThat(sent.getTaskId()).startsWith("remote-");
        assertThat(sent.getContextId()).isEqualTo("agents-context");
        assertThat(codeOf(() -> tasks.sendMessage(call(
                        "weather",
                        message("echo").toBuilder().setTaskId(waiting.getId()).build()))))
                .isEqualTo(A2aErrorCode.UNSUPPORTED_OPERATION);
    }

    @Test
    void stream_beginsWithTheTaskAndNumbersRiseWithoutAGap() {
        List<TaskEvent> events = stream(call("weather", "chunks 50"));

        assertThat(events).hasSize(52);
        assertThat(events.getFirst().getEvent().hasTask()).isTrue();
        for (int i = 1; i < events.size(); i++) {
            assertThat(events.get(i).getSequence()).isEqualTo(events.get(i - 1).getSequence() + 1);
        }
        String id = events.getFirst().getTaskId();
        assertThat(get(id).getArtifacts(0).getPartsCount()).isEqualTo(50);

        List<TaskEvent> rest = subscribe(id, events.get(9).getSequence());
        assertThat(rest).isEqualTo(events.subList(10, events.size()));
        assertThatThrownBy(() -> subscribe(id, null)).hasRootCauseInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void stream_ofTheMeshShowsTheTaskFirstAndWhoGotIt() {
        List<TaskEvent> events = stream(call("", "chunks 3"));

        assertThat(events.getFirst().getSequence()).isEqualTo(1);
        assertThat(events.getFirst().getEvent().getTask().getStatus().getState())
                .isEqualTo(TaskState.TASK_STATE_SUBMITTED);
        assertThat(events.get(1).getEvent().getStatusUpdate().getMetadata().getFieldsMap())
                .containsKey("https://parley.dev/ext/route/v1");
        assertThat(events.stream().filter(e -> e.getEvent().hasTask())).hasSize(1);
        assertThat(events).extracting(TaskEvent::getSequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void stream_putsTheTaskBeforeAnEarlyStatusAndHidesWhatComesAfterTheEnd() {
        List<TaskEvent> events = stream(call("weather", "status-first"));

        assertThat(events.getFirst().getEvent().hasTask()).isTrue();
        assertThat(events.getLast().getEvent().getStatusUpdate().getStatus().getState())
                .isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(get(events.getFirst().getTaskId()).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void stream_ofTenThousandChunksIsKeptWhole() {
        List<TaskEvent> events = stream(call("weather", "chunks 10000"));

        assertThat(events).hasSize(10_002);
        assertThat(get(events.getFirst().getTaskId()).getArtifacts(0).getPartsCount())
                .isEqualTo(10_000);
    }

    @Test
    void cancel_isConfirmedByTheAgentAndTheSecondGetsTheSame() {
        String id =
                tasks.sendMessage(immediate(call("weather", "hang canceled"))).getTaskId();
        Struct why = Struct.newBuilder()
                .putFields("why", Value.newBuilder().setStringValue("too dear").build())
                .build();
        CancelTaskCall cancel = CancelTaskCall.newBuilder()
                .setRequest(CancelTaskRequest.newBuilder().setId(id).setMetadata(why))
                .build();

        Task canceled = tasks.cancelTask(cancel);

        assertThat(canceled.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
        assertThat(router.lastCancel.getMetadata()).isEqualTo(why);
        assertThat(tasks.cancelTask(cancel)).isEqualTo(canceled);
    }

    @Test
    void cancel_isRefusedByTheAgentAndTheTaskGoesOn() {
        String id = tasks.sendMessage(immediate(call("unwilling", "hang unwilling")))
                .getTaskId();
        CancelTaskCall cancel = CancelTaskCall.newBuilder()
                .setRequest(CancelTaskRequest.newBuilder().setId(id))
                .build();

        assertThat(codeOf(() -> tasks.cancelTask(cancel))).isEqualTo(A2aErrorCode.TASK_NOT_CANCELABLE);

        assertThat(getAt("unwilling", id).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_WORKING);
        router.release("unwilling");
        eventually(() -> getAt("unwilling", id), task -> task.getStatus().getState() == TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void cancel_ofWhatTheAgentHasCanceledBeforeUnheard_findsThatOut() {
        String id = tasks.sendMessage(immediate(call("canceled-before", "hang canceled-before")))
                .getTaskId();

        Task canceled = tasks.cancelTask(CancelTaskCall.newBuilder()
                .setRequest(CancelTaskRequest.newBuilder().setId(id))
                .build());

        assertThat(canceled.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_CANCELED);
        assertThat(getAt("canceled-before", id)).isEqualTo(canceled);
    }

    @Test
    void cancel_ofAFinishedTaskIsRefused() {
        String id = tasks.sendMessage(call("weather", "echo")).getTaskId();

        assertThat(codeOf(() -> tasks.cancelTask(CancelTaskCall.newBuilder()
                        .setRequest(CancelTaskRequest.newBuilder().setId(id))
                        .build())))
                .isEqualTo(A2aErrorCode.TASK_NOT_CANCELABLE);
    }

    @Test
    void restart_resumesWhatAnAgentHasAndFailsWhatMayHaveStarted() {
        Task finished = tasks.sendMessage(call("weather", "echo kept")).getTask();
        SendMessageCall resumed = immediate(call("weather", "hang restart"));
        String running = tasks.sendMessage(resumed).getTaskId();
        SendMessageCall mute = immediate(call("", "mute restart"));
        String silent = tasks.sendMessage(mute).getTaskId();
        eventually(() -> callsOf(mute.getRequest().getMessage().getMessageId()), calls -> calls == 1);
        String remote = "remote-" + resumed.getRequest().getMessage().getMessageId();
        router.resumable.put(
                remote,
                ScriptedRouter.task(remote, TaskState.TASK_STATE_COMPLETED, "the whole answer")
                        .getTask());

        stopService();
        startService("one");

        assertThat(getAt("weather", finished.getId())).isEqualTo(finished);
        Task done =
                eventually(() -> get(running), task -> task.getStatus().getState() == TaskState.TASK_STATE_COMPLETED);
        assertThat(done.getArtifacts(0).getParts(0).getText()).isEqualTo("the whole answer");
        Task failed = eventually(() -> get(silent), task -> task.getStatus().getState() == TaskState.TASK_STATE_FAILED);
        assertThat(failed.getStatus().getMessage().getParts(0).getText())
                .isEqualTo("interrupted, the agent may have started");
        router.release("restart");
    }

    @Test
    void fieldsOfALaterA2a_areReadBackFromTheJournal() {
        Message.Builder asked = message("later").toBuilder().setUnknownFields(ScriptedRouter.later(901));
        asked.getPartsBuilder(0).setUnknownFields(ScriptedRouter.later(902));
        List<TaskEvent> live = stream(call("weather", asked.build()));
        String id = live.getFirst().getTaskId();
        Task before = get(id);

        stopService();
        startService("one");

        Task task = get(id);
        assertThat(task).isEqualTo(before);
        assertThat(task.getHistory(0).getUnknownFields()).isEqualTo(ScriptedRouter.later(901));
        assertThat(task.getHistory(0).getParts(0).getUnknownFields()).isEqualTo(ScriptedRouter.later(902));
        Artifact artifact = task.getArtifacts(0);
        assertThat(artifact.getUnknownFields().asMap()).containsOnlyKeys(911, 912);
        assertThat(artifact.getExtensionsList()).containsExactly("urn:911", "urn:912");
        assertThat(artifact.getParts(1).getUnknownFields()).isEqualTo(ScriptedRouter.later(912));
        assertThat(subscribe(id, live.getFirst().getSequence())).isEqualTo(live.subList(1, live.size()));
        assertThat(live.get(2).getEvent().getUnknownFields()).isEqualTo(ScriptedRouter.later(912));
        assertThat(live.get(2).getEvent().getArtifactUpdate().getUnknownFields())
                .isEqualTo(ScriptedRouter.later(912));
    }

    @Test
    void list_pagesThroughTheCallersTasksNewestFirst() {
        String context = "list-context";
        for (int i = 0; i < 5; i++) {
            tasks.sendMessage(call(
                    "lister",
                    message("echo " + i).toBuilder().setContextId(context).build()));
        }
        List<String> seen = new ArrayList<>();
        String token = "";
        do {
            ListTasksResponse page = tasks.listTasks(ListTasksCall.newBuilder()
                    .setAgentId("lister")
                    .setRequest(ListTasksRequest.newBuilder()
                            .setContextId(context)
                            .setPageSize(2)
                            .setPageToken(token))
                    .build());
            assertThat(page.getTotalSize()).isEqualTo(5);
            page.getTasksList().forEach(task -> seen.add(task.getId()));
            assertThat(page.getTasksList()).allMatch(task -> task.getArtifactsCount() == 0);
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
        assertThat(tasks.listTasks(ListTasksCall.newBuilder()
                                .setAgentId("another")
                                .setRequest(ListTasksRequest.newBuilder().setContextId(context))
                                .build())
                        .getTotalSize())
                .isZero();
    }

    @Test
    void list_ofTheMeshSaysWhichAgentWasNamed() {
        String context = "named-context";
        tasks.sendMessage(
                call("lister", message("echo").toBuilder().setContextId(context).build()));
        assertThat(only("", context)
                        .getMetadata()
                        .getFieldsOrThrow(Extensions.ROUTE)
                        .getStructValue()
                        .getFieldsOrThrow("agent")
                        .getStringValue())
                .isEqualTo("lister");
        assertThat(only("lister", context).getMetadata().containsFields(Extensions.ROUTE))
                .as("metadata where the agent answers for itself")
                .isFalse();
    }

    private static Task only(String endpoint, String context) {
        List<Task> listed = tasks.listTasks(ListTasksCall.newBuilder()
                        .setAgentId(endpoint)
                        .setRequest(ListTasksRequest.newBuilder().setContextId(context))
                        .build())
                .getTasksList();
        assertThat(listed).hasSize(1);
        return listed.getFirst();
    }

    @Test
    void get_isNotFoundForOtherEndpointsAndForGarbage() {
        String id = tasks.sendMessage(call("weather", "echo")).getTaskId();
        assertThat(codeOf(() -> tasks.getTask(GetTaskCall.newBuilder()
                        .setAgentId("another")
                        .setRequest(GetTaskRequest.newBuilder().setId(id))
                        .build())))
                .isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        assertThat(codeOf(() -> get("garbage"))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
    }

    @Test
    void send_refusesAMessageWithoutParts() {
        assertThat(codeOf(() -> tasks.sendMessage(
                        call("weather", Message.newBuilder().setMessageId("x").build()))))
                .isEqualTo(A2aErrorCode.INVALID_PARAMS);
        assertThat(A2aException.invalidParams("$.x", "y").violations()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth", "authopen for-a-message"})
    void taskThatWantsAuthorization_goesOnWithTheNextMessage(String agentsWay) {
        SendMessageReply first = tasks.sendMessage(call("a", agentsWay));
        assertThat(first.getTask().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_AUTH_REQUIRED);

        Message granted =
                message("echo granted").toBuilder().setTaskId(first.getTaskId()).build();
        SendMessageReply second = tasks.sendMessage(call("a", granted));

        assertThat(second.getTaskId()).isEqualTo(first.getTaskId());
        assertThat(second.getTask().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void messageThatAuthorizes_isNotLeftForTheOneBehindIt() {
        String id = tasks.sendMessage(call("a", "auth")).getTaskId();
        int sent = 1;
        for (String text : List.of("late granted", "echo too late")) {
            Message next = message(text).toBuilder().setTaskId(id).build();
            Thread.startVirtualThread(() -> tasks.sendMessage(call("a", next)));
            int known = ++sent;
            eventually(() -> get(id).getHistoryCount(), count -> count >= known);
        }
        router.release("granted");

        eventually(() -> get(id).getStatus().getState(), state -> state == TaskState.TASK_STATE_COMPLETED);
        assertThat(router.calls)
                .noneMatch(call ->
                        call.getRequest().getMessage().getParts(0).getText().equals("echo too late"));
    }

    @Test
    void taskThatIsAuthorizedElsewhere_goesOnByItself() {
        SendMessageReply first = tasks.sendMessage(call("a", "authopen elsewhere"));
        router.release("elsewhere");

        eventually(
                () -> get(first.getTaskId()).getStatus().getState(), state -> state == TaskState.TASK_STATE_COMPLETED);
    }
}
