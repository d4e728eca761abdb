package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.life.MeshService;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.proto.a2a.v1.Task;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.router.v1.Need;
import dev.parley.proto.task.v1.DeadLetter;
import dev.parley.proto.task.v1.DeadLetter.Reason;
import dev.parley.proto.task.v1.DeadLetterFilter;
import dev.parley.proto.task.v1.DeadLetterId;
import dev.parley.proto.task.v1.DeadLetterResult;
import dev.parley.proto.task.v1.DeadLetterResults;
import dev.parley.proto.task.v1.DeadLetterServiceGrpc;
import dev.parley.proto.task.v1.DeadLetterServiceGrpc.DeadLetterServiceBlockingStub;
import dev.parley.proto.task.v1.DiscardDeadLettersRequest;
import dev.parley.proto.task.v1.EditDeadLetterRequest;
import dev.parley.proto.task.v1.GetDeadLetterRequest;
import dev.parley.proto.task.v1.GetTaskHistoryCall;
import dev.parley.proto.task.v1.HistoryEntry;
import dev.parley.proto.task.v1.HistoryServiceGrpc;
import dev.parley.proto.task.v1.ListDeadLettersReply;
import dev.parley.proto.task.v1.ListDeadLettersRequest;
import dev.parley.proto.task.v1.RedriveDeadLettersRequest;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.TaskHistory;
import dev.parley.proto.task.v1.TaskLink;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of what cannot be delivered. */
class DeadLetterIT extends TaskServiceFixture {
    private static DeadLetterServiceBlockingStub letters() {
        return letters(channel);
    }

    private static DeadLetterServiceBlockingStub letters(ManagedChannel to) {
        return DeadLetterServiceGrpc.newBlockingStub(to).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    private static DeadLetterId id(String task) {
        return DeadLetterId.newBuilder().setTaskId(task).build();
    }

    private static DeadLetter letter(String task) {
        return letters()
                .getDeadLetter(GetDeadLetterRequest.newBuilder().setId(id(task)).build());
    }

    private static DeadLetterResult redrive(String task) {
        return redrive(letters(), RedriveDeadLettersRequest.newBuilder().addIds(id(task)));
    }

    private static DeadLetterResult redrive(
            DeadLetterServiceBlockingStub at, RedriveDeadLettersRequest.Builder request) {
        return at.redriveDeadLetters(request.build()).getResults(0);
    }

    private static DeadLetter edit(String task, String text) {
        return letters()
                .editDeadLetter(EditDeadLetterRequest.newBuilder()
                        .setId(id(task))
                        .setMessage(
                                Message.newBuilder().addParts(Part.newBuilder().setText(text)))
                        .build());
    }

    private static ListDeadLettersReply list(DeadLetterFilter.Builder filter) {
        return letters()
                .listDeadLetters(
                        ListDeadLettersRequest.newBuilder().setFilter(filter).build());
    }

    private static String failed(String agent, String text) {
        Task task = tasks.sendMessage(call(agent, text)).getTask();
        assertThat(task.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        return task.getId();
    }

    private static Task ended(String id) {
        return eventually(
                () -> get(id), task -> task.getStatus().getState().getNumber() >= TaskState.TASK_STATE_COMPLETED_VALUE);
    }

    private static TaskHistory history(String task) {
        return HistoryServiceGrpc.newBlockingStub(channel)
                .getTaskHistory(GetTaskHistoryCall.newBuilder().setTaskId(task).build());
    }

    @Test
    void taskWhoseAgentIsNotReached_isALetterWithWhatItWouldSend() {
        String task = failed("away", "refused at all");

        DeadLetter letter = letter(task);

        assertThat(letter.getReason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(letter.getDetail()).contains("connection refused");
        assertThat(letter.getAttempts()).isEqualTo(3);
        assertThat(letter.getAgentId()).isEqualTo("away");
        assertThat(letter.getEndpoint()).isEqualTo("away");
        assertThat(letter.getState()).isEqualTo(DeadLetter.State.OPEN);
        assertThat(letter.getMessage().getParts(0).getText()).isEqualTo("refused at all");
        assertThat(history(task).getEntriesList().getLast().getEvent().getDeadLetter())
                .isEqualTo(Reason.UNREACHABLE);
        assertThat(list(DeadLetterFilter.newBuilder().setAgentId("away")).getLettersList())
                .extracting(DeadLetter::getTaskId)
                .containsExactly(task);
    }

    @Test
    void reason_saysWhatHappened() {
        assertThat(letter(failed("r1", "half")).getReason()).isEqualTo(Reason.BROKEN);
        assertThat(letter(failed("r1", "refuse -32603")).getReason()).isEqualTo(Reason.AGENT_ERROR);
        String nobody = tasks.sendMessage(SendMessageCall.newBuilder()
                        .setRequest(call("", "x").getRequest())
                        .setNeed(Need.newBuilder().setText("impossible"))
                        .build())
                .getTaskId();
        assertThat(letter(nobody).getReason()).isEqualTo(Reason.NO_AGENT);
        assertThat(letter(nobody).getAttempts()).isZero();
    }

    @Test
    void whatTheAgentRefusedForWhatItIs_orEndedItself_isNoLetter() {
        String refused = tasks.sendMessage(immediate(call("", "refuse -32602"))).getTaskId();
        assertThat(ended(refused).getStatus().getState()).isEqualTo(TaskState.TASK_STATE_FAILED);
        String done = tasks.sendMessage(call("a", "echo")).getTaskId();
        for (String task : List.of(refused, done)) {
            assertThat(codeOf(() -> letter(task))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        }
    }

    @Test
    void taskThatMayHaveStarted_isALetterAfterTheCrash() {
        String task = tasks.sendMessage(immediate(call("", "mute forever"))).getTaskId();
        eventually(() -> router.calls.stream().anyMatch(call -> call.getTaskId().equals(task)), called -> called);
        stopService();
        startService("one");
        ended(task);
        DeadLetter letter = letter(task);
        assertThat(letter.getReason()).isEqualTo(Reason.MAY_HAVE_STARTED);
        assertThat(letter.getAttempts()).isEqualTo(1);
        router.release("forever");
    }

    @Test
    void spentBudget_isTheReason() {
        stopService();
        startService("one", Map.of("parley.task.retry.floor", "1", "parley.task.retry.share", "0"));
        try {
            assertThat(letter(failed("poor", "refused")).getReason()).isEqualTo(Reason.BUDGET_SPENT);
            DeadLetter second = letter(failed("poor", "refused"));
            assertThat(second.getReason()).isEqualTo(Reason.BUDGET_SPENT);
            assertThat(second.getAttempts()).isEqualTo(1);
        } finally {
            stopService();
            startService("one");
        }
    }

    @Test
    void redriven_itIsANewTaskThatKeepsTheHistory_andTheDeadOneStaysAsItWas() {
        Message message = message("refused once");
        Task dead = tasks.sendMessage(call("b", message)).getTask();
        DeadLetter edited = edit(dead.getId(), "echo mended");
        assertThat(edited.getMessage().getParts(0).getText()).isEqualTo("echo mended");
        assertThat(edited.getOriginal().getParts(0).getText()).isEqualTo("refused once");
        assertThat(edited.getEditedBy()).isEqualTo("local");

        DeadLetterResult result = redrive(dead.getId());

        assertThat(result.getError()).isEmpty();
        Task made = ended(result.getRedrivenAs());
        assertThat(made.getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(made.getContextId()).isEqualTo(dead.getContextId());
        assertThat(made.getHistory(0).getMessageId()).isEqualTo(message.getMessageId());
        assertThat(made.getHistory(0)
                        .getMetadata()
                        .getFieldsOrThrow(Extensions.MADE_FROM)
                        .getStructValue()
                        .getFieldsOrThrow("from")
                        .getStringValue())
                .isEqualTo(dead.getId());
        assertThat(getAt("b", dead.getId()).getStatus()).isEqualTo(dead.getStatus());
        assertThat(letter(dead.getId()).getState()).isEqualTo(DeadLetter.State.REDRIVEN);
        assertThat(letter(dead.getId()).getRedrivenAs()).isEqualTo(made.getId());
        TaskHistory history = history(made.getId());
        assertThat(history.getEarlier(0).getLink().getTaskId()).isEqualTo(dead.getId());
        assertThat(history.getEarlier(0).getEntriesList().stream().filter(HistoryEntry::hasAttempt))
                .hasSize(3);
        TaskLink onward = history(dead.getId()).getEntriesList().getLast().getLedTo();
        assertThat(onward.getTaskId()).isEqualTo(made.getId());
        assertThat(onward.getKind()).isEqualTo(TaskLink.Kind.REDRIVE);
        assertThat(redrive(dead.getId()).getRedrivenAs()).isEqualTo(made.getId());
        assertThat(codeOf(() -> edit(dead.getId(), "echo"))).isEqualTo(A2aErrorCode.UNSUPPORTED_OPERATION);
    }

    @Test
    void redrivenToAnotherAgent_itIsAtItsEndpoint() {
        String dead = failed("c", "refused");
        edit(dead, "echo");
        DeadLetterResult result = redrive(
                letters(),
                RedriveDeadLettersRequest.newBuilder().addIds(id(dead)).setToAgentId("other"));
        ended(result.getRedrivenAs());
        assertThat(getAt("other", result.getRedrivenAs()).getId()).isEqualTo(result.getRedrivenAs());
    }

    @Test
    void whatCannotBeRedrivenNow_staysOpenAndCanBeSentElsewhere() {
        String dead = failed("d", "refused");
        edit(dead, "echo");
        DeadLetterResult refused = redrive(
                letters(),
                RedriveDeadLettersRequest.newBuilder().addIds(id(dead)).setToAgentId("unknown"));
        assertThat(refused.getError()).contains("not registered");
        assertThat(letter(dead).getState()).isEqualTo(DeadLetter.State.OPEN);
        edit(dead, "echo again");
        String made = redrive(dead).getRedrivenAs();
        assertThat(ended(made).getArtifacts(0).getParts(0).getText()).isEqualTo("echo again");
    }

    @Test
    void redrivenByMany_atTwoInstances_itStartsOneTask() {
        String dead = failed("e", "refused");
        edit(dead, "echo race");
        MeshService other = startInstance("two", "it-task-two");
        ManagedChannel second = RpcChannels.open("in-process:it-task-two");
        try {
            List<CompletableFuture<DeadLetterResult>> all = Stream.iterate(0, i -> i + 1)
                    .limit(8)
                    .map(i -> aside(() -> redrive(
                            letters(i % 2 == 0 ? channel : second),
                            RedriveDeadLettersRequest.newBuilder().addIds(id(dead)))))
                    .toList();
            List<String> made = all.stream()
                    .map(CompletableFuture::join)
                    .peek(result -> assertThat(result.getError()).isEmpty())
                    .map(DeadLetterResult::getRedrivenAs)
                    .distinct()
                    .toList();
            assertThat(made).hasSize(1);
            ended(made.getFirst());
            assertThat(router.calls.stream().filter(call -> call.getTaskId().equals(made.getFirst())))
                    .hasSize(1);
            assertThat(history(dead).getEntriesList().stream().filter(HistoryEntry::hasLedTo))
                    .hasSize(1);
        } finally {
            second.shutdownNow();
            other.close();
        }
    }

    @Test
    void filter_choosesTheOldestUpToTheLimit_andADryRunDoesNothing() {
        List<String> dead =
                Stream.generate(() -> failed("f", "refused")).limit(3).toList();
        RedriveDeadLettersRequest.Builder request = RedriveDeadLettersRequest.newBuilder()
                .setFilter(DeadLetterFilter.newBuilder().setAgentId("f").addReasons(Reason.UNREACHABLE))
                .setLimit(2);
        DeadLetterResults looked =
                letters().redriveDeadLetters(request.setDryRun(true).build());
        assertThat(looked.getResultsList())
                .extracting(result -> result.getId().getTaskId())
                .containsExactlyElementsOf(dead.subList(0, 2));
        assertThat(looked.getMore()).isTrue();
        assertThat(letter(dead.getFirst()).getState()).isEqualTo(DeadLetter.State.OPEN);

        DeadLetterResults done =
                letters().redriveDeadLetters(request.setDryRun(false).build());

        assertThat(done.getResultsList()).allSatisfy(result -> ended(result.getRedrivenAs()));
        // they failed again, each as a letter of its own
        assertThat(list(DeadLetterFilter.newBuilder().setAgentId("f")).getLettersList())
                .extracting(DeadLetter::getTaskId)
                .contains(dead.get(2))
                .hasSize(3);
        assertThat(list(DeadLetterFilter.newBuilder()
                                .setAgentId("f")
                                .setSince(Timestamp.newBuilder().setSeconds(4_000_000_000L)))
                        .getLettersList())
                .isEmpty();
    }

    @Test
    void pages_haveEachLetterOnce() {
        List<String> dead =
                Stream.generate(() -> failed("g", "refused")).limit(5).toList();
        ListDeadLettersRequest.Builder request = ListDeadLettersRequest.newBuilder()
                .setFilter(DeadLetterFilter.newBuilder().setAgentId("g"))
                .setPageSize(2);
        List<String> seen = new java.util.ArrayList<>();
        ListDeadLettersReply page;
        do {
            page = letters().listDeadLetters(request.build());
            page.getLettersList().forEach(letter -> seen.add(letter.getTaskId()));
            request.setPageToken(page.getNextPageToken());
        } while (!page.getNextPageToken().isEmpty());
        assertThat(seen).containsExactlyElementsOf(dead.reversed());
    }

    @Test
    void discarded_itIsRedrivenNoMore() {
        String dead = failed("h", "refused");
        DiscardDeadLettersRequest request =
                DiscardDeadLettersRequest.newBuilder().addIds(id(dead)).build();
        assertThat(letters().discardDeadLetters(request).getResults(0).getError())
                .isEmpty();
        assertThat(letter(dead).getState()).isEqualTo(DeadLetter.State.DISCARDED);
        assertThat(letter(dead).getClosedBy()).isEqualTo("local");
        assertThat(redrive(dead).getError()).contains("was discarded");
        assertThat(letters().discardDeadLetters(request).getResults(0).getError())
                .isEmpty();
    }

    @Test
    void lettersOfOthers_areForAdminsOfTheTenantOnly() {
        String dead = failed("i", "refused");
        Principal eve = new Principal("default", "eve", List.of());
        Principal admin = new Principal("default", "root", List.of("admin"));
        Principal stranger = new Principal("elsewhere", "local", List.of("admin"));
        assertThat(codeOf(() -> as(eve, () -> letter(dead)))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        assertThat(codeOf(() -> as(stranger, () -> letter(dead)))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        assertThat(as(eve, () -> redrive(dead)).getError()).contains("no dead letter");
        DeadLetterFilter.Builder everyone =
                DeadLetterFilter.newBuilder().setEveryone(true).setAgentId("i");
        assertThat(codeOf(() -> as(eve, () -> list(everyone)))).isEqualTo(A2aErrorCode.PERMISSION_DENIED);
        assertThat(as(admin, () -> list(everyone)).getLettersList()).hasSize(1);
        assertThat(as(admin, () -> list(DeadLetterFilter.newBuilder().setAgentId("i")))
                        .getLettersList())
                .isEmpty();
        // done by an admin, it is its owner's task all the same
        edit(dead, "echo");
        String made = as(admin, () -> redrive(dead)).getRedrivenAs();
        assertThat(ended(made).getId()).isEqualTo(made);
        assertThat(letter(dead).getClosedBy()).isEqualTo("root");
    }

    @Test
    void requestThatSaysNothingOrTooMuch_isRefused() {
        for (RedriveDeadLettersRequest.Builder request : List.of(
                RedriveDeadLettersRequest.newBuilder(),
                RedriveDeadLettersRequest.newBuilder().addIds(id("x")).setFilter(DeadLetterFilter.getDefaultInstance()),
                RedriveDeadLettersRequest.newBuilder()
                        .setFilter(DeadLetterFilter.getDefaultInstance())
                        .setLimit(201))) {
            assertThat(codeOf(() -> letters().redriveDeadLetters(request.build())))
                    .isEqualTo(A2aErrorCode.INVALID_PARAMS);
        }
        assertThat(codeOf(() -> letters()
                        .listDeadLetters(ListDeadLettersRequest.newBuilder()
                                .setPageToken("?")
                                .build())))
                .isEqualTo(A2aErrorCode.INVALID_PARAMS);
    }

    @Test
    void webhookThatIsGivenUp_isALetter_andGoesOnFromThere() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(0)) {
            receiver.reply = (exchange, post) -> WebhookReceiver.answer(exchange, 410);
            SendMessageCall.Builder call = call("j", "echo hooked").toBuilder();
            call.getRequestBuilder()
                    .getConfigurationBuilder()
                    .setTaskPushNotificationConfig(TaskPushNotificationConfig.newBuilder()
                            .setId("hook")
                            .setUrl(receiver.url("/")));
            String task = tasks.sendMessage(call.build()).getTaskId();
            DeadLetterId id = id(task).toBuilder().setConfigId("hook").build();
            DeadLetter letter = eventually(
                            () -> list(DeadLetterFilter.newBuilder().addReasons(Reason.WEBHOOK))
                                    .getLettersList(),
                            found -> !found.isEmpty())
                    .getFirst();
            assertThat(letter.getTaskId()).isEqualTo(task);
            assertThat(letter.getConfigId()).isEqualTo("hook");
            assertThat(letter.getDetail()).contains("410");
            receiver.reply = (exchange, post) -> WebhookReceiver.answer(exchange, 200);
            int before = receiver.posts.size();

            DeadLetterResult result =
                    redrive(letters(), RedriveDeadLettersRequest.newBuilder().addIds(id));

            assertThat(result.getError()).isEmpty();
            eventually(receiver.posts::size, posts -> posts > before);
            assertThat(letters()
                            .getDeadLetter(
                                    GetDeadLetterRequest.newBuilder().setId(id).build())
                            .getState())
                    .isEqualTo(DeadLetter.State.REDRIVEN);
        }
    }

    @Test
    void redrivenTask_hasTheWebhooksOfTheDeadOne() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver(0)) {
            SendMessageCall.Builder call = call("k", "refused").toBuilder();
            call.getRequestBuilder()
                    .getConfigurationBuilder()
                    .setTaskPushNotificationConfig(
                            TaskPushNotificationConfig.newBuilder().setUrl(receiver.url("/")));
            String dead = tasks.sendMessage(call.build()).getTaskId();
            edit(dead, "echo told");
            String made = redrive(dead).getRedrivenAs();
            eventually(
                    () -> receiver.posts.stream()
                            .filter(post -> post.body().contains(made))
                            .anyMatch(post -> post.body().contains("TASK_STATE_COMPLETED")),
                    told -> told);
        }
    }

    private static <T> T as(Principal principal, Supplier<T> work) {
        try {
            return CallerIdentity.callAs(principal, work::get);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
