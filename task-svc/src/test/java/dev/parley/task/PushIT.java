package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.kit.identity.CallerIdentity;
import dev.parley.kit.identity.Principal;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.a2a.v1.AuthenticationInfo;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.task.v1.CreatePushConfigCall;
import dev.parley.proto.task.v1.DeletePushConfigCall;
import dev.parley.proto.task.v1.GetPushConfigCall;
import dev.parley.proto.task.v1.ListDeliveriesCall;
import dev.parley.proto.task.v1.ListPushConfigsCall;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.proto.task.v1.WebhookDelivery;
import dev.parley.task.WebhookReceiver.Post;
import dev.parley.task.push.PushSettings;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Webhooks: what is kept, and what arrives at a real server. */
class PushIT extends TaskServiceFixture {
    private WebhookReceiver receiver;

    @BeforeEach
    void listen() throws Exception {
        receiver = new WebhookReceiver(0);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private TaskPushNotificationConfig hook(String path) {
        return TaskPushNotificationConfig.newBuilder()
                .setUrl(receiver.url(path))
                .build();
    }

    private static SendMessageCall with(SendMessageCall call, TaskPushNotificationConfig config, String version) {
        SendMessageCall.Builder builder = call.toBuilder().setProtocolVersion(version);
        builder.getRequestBuilder().getConfigurationBuilder().setTaskPushNotificationConfig(config);
        return builder.build();
    }

    private static TaskPushNotificationConfig create(String task, TaskPushNotificationConfig config) {
        return tasks.createPushConfig(CreatePushConfigCall.newBuilder()
                .setConfig(config.toBuilder().setTaskId(task))
                .build());
    }

    private static List<WebhookDelivery> deliveries(String task) {
        return tasks.listDeliveries(
                        ListDeliveriesCall.newBuilder().setTaskId(task).build())
                .getDeliveriesList();
    }

    private List<Post> posts(int atLeast) {
        return eventually(() -> List.copyOf(receiver.posts), posts -> posts.size() >= atLeast);
    }

    private static StreamResponse event(Post post) {
        return ProtoJson.read(post.body().getBytes(StandardCharsets.UTF_8), StreamResponse.getDefaultInstance());
    }

    private static WebhookDelivery await(String task, WebhookDelivery.State state) {
        return eventually(() -> deliveries(task).getFirst(), delivery -> delivery.getState() == state);
    }

    @Test
    void webhookOfAMessage_getsEveryEventInOrderWithWhatItAskedFor() {
        TaskPushNotificationConfig config = hook("/all").toBuilder()
                .setToken("the token")
                .setAuthentication(
                        AuthenticationInfo.newBuilder().setScheme("Bearer").setCredentials("abc"))
                .build();

        String task = tasks.sendMessage(with(call("weather", "chunks 20"), config, ""))
                .getTaskId();

        assertThat(await(task, WebhookDelivery.State.DONE).getDelivered()).isEqualTo(22);
        List<StreamResponse> events = receiver.posts.stream().map(PushIT::event).toList();
        assertThat(events.getFirst().getTask().getId()).isEqualTo(task);
        assertThat(events.subList(1, 21))
                .extracting(event ->
                        event.getArtifactUpdate().getArtifact().getParts(0).getText())
                .containsExactly(java.util.stream.IntStream.range(0, 20)
                        .mapToObj(i -> "w" + i + " ")
                        .toArray(String[]::new));
        assertThat(events.getLast().getStatusUpdate().getStatus().getState()).isEqualTo(TaskState.TASK_STATE_COMPLETED);
        assertThat(receiver.posts).allSatisfy(post -> {
            assertThat(post.contentType()).isEqualTo("application/a2a+json");
            assertThat(post.authorization()).isEqualTo("Bearer abc");
            assertThat(post.token()).isEqualTo("the token");
        });
    }

    @Test
    void webhookOfAMessage_isNeverShownToTheAgentNorKeptInTheJournal() throws Exception {
        TaskPushNotificationConfig config =
                hook("/").toBuilder().setToken("very-secret").build();

        String task =
                tasks.sendMessage(with(call("weather", "echo"), config, "")).getTaskId();

        assertThat(router.calls.getLast().getRequest().getConfiguration().hasTaskPushNotificationConfig())
                .isFalse();
        try (var connection = database.source().getConnection();
                var statement = connection.prepareStatement(
                        "SELECT count(*) FROM task.journal WHERE task_id = ?::uuid AND position('very-secret' IN encode(payload, 'escape')) > 0")) {
            statement.setString(1, task);
            var rows = statement.executeQuery();
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
    }

    @Test
    void webhookOfZeroOne_getsTheTaskUnderItsCallersName() {
        SendMessageCall call =
                call("weather", "chunks 3").toBuilder().setClientTaskId("mine").build();
        String task = tasks.sendMessage(with(call, hook("/first"), "0.1")).getTaskId();

        assertThat(await(task, WebhookDelivery.State.DONE).getProtocolVersion()).isEqualTo("0.1");
        assertThat(receiver.posts).allSatisfy(post -> {
            assertThat(post.contentType()).isEqualTo("application/json");
            assertThat(post.body())
                    .startsWith("{\"id\":\"mine\",\"sessionId\":\"")
                    .doesNotContain(task, "\"kind\"");
        });
        assertThat(receiver.posts.getFirst().body()).contains("\"state\":\"submitted\"");
        assertThat(receiver.posts.getLast().body())
                .contains("\"state\":\"completed\"", "{\"type\":\"text\",\"text\":\"w2 \"}", "\"index\":0");
    }

    @Test
    void webhookOfZeroThree_getsTheTaskAsEachStatusLeftIt() {
        String task = tasks.sendMessage(with(call("weather", "chunks 5"), hook("/old"), "0.3"))
                .getTaskId();

        await(task, WebhookDelivery.State.DONE);
        Post last = receiver.posts.getLast();
        assertThat(last.contentType()).isEqualTo("application/json");
        assertThat(last.body())
                .startsWith("{\"kind\":\"task\",\"id\":\"" + task)
                .contains("\"state\":\"completed\"", "\"text\":\"w4 \"");
        assertThat(receiver.posts.getFirst().body()).contains("\"state\":\"working\"");
        assertThat(receiver.posts).allSatisfy(post -> assertThat(post.body()).startsWith("{\"kind\":\"task\""));
    }

    @Test
    void webhookMadeLater_getsWhatComesThen() {
        String task =
                tasks.sendMessage(immediate(call("weather", "hang later"))).getTaskId();
        create(task, hook("/later"));

        router.release("later");

        await(task, WebhookDelivery.State.DONE);
        assertThat(receiver.posts).hasSize(1);
        assertThat(event(receiver.posts.getFirst())
                        .getStatusUpdate()
                        .getStatus()
                        .getState())
                .isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void webhookOfATaskThatHasEnded_getsTheTaskOnce() {
        String task = tasks.sendMessage(call("weather", "echo")).getTaskId();
        create(task, hook("/ended"));

        await(task, WebhookDelivery.State.DONE);
        assertThat(receiver.posts).hasSize(1);
        assertThat(event(receiver.posts.getFirst()).getTask().getStatus().getState())
                .isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void webhookOfATaskThatWaits_goesOnWithTheFollowUp() {
        String task = tasks.sendMessage(with(call("weather", "input"), hook("/turns"), ""))
                .getTaskId();
        posts(1);
        WebhookDelivery rests = eventually(() -> deliveries(task).getFirst(), delivery -> delivery.getDelivered() == 1);
        assertThat(rests.getState()).isEqualTo(WebhookDelivery.State.OPEN);

        tasks.sendMessage(
                call("weather", message("echo").toBuilder().setTaskId(task).build()));

        await(task, WebhookDelivery.State.DONE);
        assertThat(event(receiver.posts.getLast()).getPayloadCase()).isNotEqualTo(StreamResponse.PayloadCase.MESSAGE);
    }

    @Test
    void webhookOfAFollowUp_getsWhatComesAfterIt() {
        String task = tasks.sendMessage(call("weather", "input")).getTaskId();

        tasks.sendMessage(
                with(call("weather", message("echo").toBuilder().setTaskId(task).build()), hook("/second"), ""));

        await(task, WebhookDelivery.State.DONE);
        assertThat(receiver.posts)
                .isNotEmpty()
                .allSatisfy(post -> assertThat(post.body()).doesNotContain("INPUT_REQUIRED\""));
    }

    @Test
    void target_thatFailsIsTriedAgainAndMissesNothing() {
        AtomicInteger calls = new AtomicInteger();
        receiver.reply =
                (exchange, post) -> WebhookReceiver.answer(exchange, calls.incrementAndGet() % 3 == 0 ? 204 : 503);

        String task = tasks.sendMessage(with(call("weather", "chunks 3"), hook("/flaky"), ""))
                .getTaskId();

        assertThat(await(task, WebhookDelivery.State.DONE).getDelivered()).isEqualTo(5);
        List<String> bodies = receiver.posts.stream().map(Post::body).toList();
        assertThat(bodies).hasSize(15);
        for (int i = 0; i < 15; i++) {
            assertThat(bodies.get(i)).isEqualTo(bodies.get(i / 3 * 3));
        }
        // by these a receiver tells a repetition from what is new
        List<String> ids = receiver.posts.stream().map(Post::id).toList();
        List<Long> sequences = receiver.posts.stream()
                .map(post -> Long.valueOf(post.sequence()))
                .toList();
        assertThat(new LinkedHashSet<>(ids)).hasSize(5).doesNotContainNull();
        assertThat(sequences).isSorted();
        for (int i = 0; i < 15; i++) {
            assertThat(ids.get(i)).isEqualTo(ids.get(i / 3 * 3));
            assertThat(sequences.get(i)).isEqualTo(sequences.get(i / 3 * 3));
        }
    }

    @Test
    void target_thatHangsIsLeftAfterItsTime() {
        AtomicInteger calls = new AtomicInteger();
        receiver.reply = (exchange, post) -> {
            if (calls.incrementAndGet() == 1) {
                Thread.sleep(10_000);
            }
            WebhookReceiver.answer(exchange, 200);
        };

        String task = tasks.sendMessage(with(call("weather", "echo"), hook("/slow"), ""))
                .getTaskId();

        await(task, WebhookDelivery.State.DONE);
        assertThat(calls.get()).isEqualTo(2);
    }

    @Test
    void target_thatAnswersWithoutEndIsTaken() {
        receiver.reply = (exchange, post) -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] junk = new byte[64 * 1024];
            try (var out = exchange.getResponseBody()) {
                while (true) {
                    out.write(junk);
                }
            }
        };

        String task = tasks.sendMessage(with(call("weather", "echo"), hook("/endless"), ""))
                .getTaskId();

        assertThat(await(task, WebhookDelivery.State.DONE).getFailedAttempts()).isZero();
        assertThat(receiver.posts).hasSize(1);
    }

    @Test
    void target_thatAsksForTimeGetsIt() {
        AtomicInteger calls = new AtomicInteger();
        long[] at = new long[2];
        receiver.reply = (exchange, post) -> {
            int call = calls.getAndIncrement();
            at[Math.min(call, 1)] = System.nanoTime();
            WebhookReceiver.answer(exchange, call == 0 ? 429 : 200, "Retry-After", "1");
        };

        String task = tasks.sendMessage(with(call("weather", "echo"), hook("/busy"), ""))
                .getTaskId();

        await(task, WebhookDelivery.State.DONE);
        assertThat(at[1] - at[0]).isGreaterThanOrEqualTo(950_000_000L);
    }

    @Test
    void target_thatRefusesIsGivenUpAndTheRecordKept() {
        receiver.reply = (exchange, post) -> WebhookReceiver.answer(exchange, 403);

        String task = tasks.sendMessage(with(call("weather", "echo"), hook("/no"), ""))
                .getTaskId();

        WebhookDelivery given = await(task, WebhookDelivery.State.GIVEN_UP);
        assertThat(given.getFailedAttempts()).isEqualTo(5);
        assertThat(given.getLastStatus()).isEqualTo(403);
        assertThat(given.getLastError()).isEqualTo("answered with 403");
        assertThat(given.getDeliveredSequence()).isZero();
        assertThat(receiver.posts).hasSize(5);
    }

    @Test
    void webhookThatTakesThePlaceOfOneGivenUp_getsWhatThatDidNot() {
        receiver.reply = (exchange, post) -> WebhookReceiver.answer(exchange, 410);
        String task = tasks.sendMessage(with(
                        call("weather", "chunks 2"),
                        hook("/gone").toBuilder().setId("one").build(),
                        ""))
                .getTaskId();
        await(task, WebhookDelivery.State.GIVEN_UP);
        assertThat(receiver.posts).as("410 is final").hasSize(1);
        receiver.posts.clear();
        receiver.reply = (exchange, post) -> WebhookReceiver.answer(exchange, 200);

        create(task, hook("/back").toBuilder().setId("one").build());

        assertThat(await(task, WebhookDelivery.State.DONE).getDelivered()).isEqualTo(4);
        assertThat(receiver.posts)
                .hasSize(4)
                .allSatisfy(post -> assertThat(post.path()).isEqualTo("/back"));
    }

    @Test
    void redirect_isNotFollowed() {
        receiver.reply =
                (exchange, post) -> WebhookReceiver.answer(exchange, 307, "Location", receiver.url("/elsewhere"));

        String task = tasks.sendMessage(with(call("weather", "echo"), hook("/here"), ""))
                .getTaskId();

        assertThat(await(task, WebhookDelivery.State.GIVEN_UP).getLastStatus()).isEqualTo(307);
        assertThat(receiver.posts).allSatisfy(post -> assertThat(post.path()).isEqualTo("/here"));
    }

    @Test
    void target_thatDiesAndComesBackGetsTheRest() throws Exception {
        int port = receiver.port();
        String task = tasks.sendMessage(with(immediate(call("weather", "hang back")), hook("/dies"), ""))
                .getTaskId();
        posts(1);
        receiver.close();
        router.release("back");
        eventually(() -> deliveries(task).getFirst(), delivery -> delivery.getFailedAttempts() > 1);
        receiver = new WebhookReceiver(port);

        await(task, WebhookDelivery.State.DONE);
        assertThat(event(receiver.posts.getLast()).getStatusUpdate().getStatus().getState())
                .isEqualTo(TaskState.TASK_STATE_COMPLETED);
    }

    @Test
    void restart_deliversWhatWasPendingInOrder() throws Exception {
        int port = receiver.port();
        receiver.close();
        String task = tasks.sendMessage(with(call("weather", "chunks 30"), hook("/restart"), ""))
                .getTaskId();
        eventually(() -> deliveries(task).getFirst(), delivery -> delivery.getFailedAttempts() > 1);
        stopService();
        receiver = new WebhookReceiver(port);
        startService("one");

        await(task, WebhookDelivery.State.DONE);
        assertThat(receiver.posts.stream()
                        .map(PushIT::event)
                        .filter(StreamResponse::hasArtifactUpdate)
                        .map(event -> event.getArtifactUpdate()
                                .getArtifact()
                                .getParts(0)
                                .getText()))
                .containsExactly(java.util.stream.IntStream.range(0, 30)
                        .mapToObj(i -> "w" + i + " ")
                        .toArray(String[]::new));
    }

    @Test
    void takeOver_ofARunningTaskTakesItsWebhookAlong() {
        String task = tasks.sendMessage(with(immediate(call("weather", "hang moved")), hook("/moved"), ""))
                .getTaskId();
        posts(1);
        router.resumable.put(
                router.calls.getLast().getRequest().getMessage().getMessageId().isEmpty()
                        ? ""
                        : "remote-"
                                + router.calls
                                        .getLast()
                                        .getRequest()
                                        .getMessage()
                                        .getMessageId(),
                ScriptedRouter.task(
                                "remote-"
                                        + router.calls
                                                .getLast()
                                                .getRequest()
                                                .getMessage()
                                                .getMessageId(),
                                TaskState.TASK_STATE_COMPLETED,
                                "done")
                        .getTask());
        stopService();
        startService("one");

        await(task, WebhookDelivery.State.DONE);
        assertThat(receiver.posts.getLast().body()).contains("TASK_STATE_COMPLETED");
    }

    @Test
    void delete_endsDeliveriesAndIsNoErrorTwice() {
        receiver.reply = (exchange, post) -> WebhookReceiver.answer(exchange, 500);
        String task = tasks.sendMessage(with(immediate(call("weather", "hang deleted")), hook("/deleted"), ""))
                .getTaskId();
        posts(2);
        String id = deliveries(task).getFirst().getConfigId();
        DeletePushConfigCall delete = DeletePushConfigCall.newBuilder()
                .setRequest(DeleteTaskPushNotificationConfigRequest.newBuilder()
                        .setTaskId(task)
                        .setId(id))
                .build();
        tasks.deletePushConfig(delete);
        tasks.deletePushConfig(delete);

        assertThat(deliveries(task)).isEmpty();
        int before = receiver.posts.size();
        router.release("deleted");
        eventually(() -> get(task), now -> now.getStatus().getState() == TaskState.TASK_STATE_COMPLETED);
        assertThat(receiver.posts.size()).isLessThanOrEqualTo(before + 1);
        assertThat(codeOf(() -> tasks.getPushConfig(GetPushConfigCall.newBuilder()
                        .setRequest(GetTaskPushNotificationConfigRequest.newBuilder()
                                .setTaskId(task)
                                .setId(id))
                        .build())))
                .isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
    }

    @Test
    void configs_arePagedReplacedAndBounded() {
        String task = tasks.sendMessage(call("weather", "input")).getTaskId();
        for (int i = 0; i < 16; i++) {
            create(task, hook("/" + i).toBuilder().setId("c" + (char) ('a' + i)).build());
        }
        TaskPushNotificationConfig replaced =
                create(task, hook("/other").toBuilder().setId("ca").build());

        assertThat(replaced.getUrl()).isEqualTo(receiver.url("/other"));
        assertThat(codeOf(() -> create(task, hook("/17")))).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        ListTaskPushNotificationConfigsResponse first = page(task, 10, "");
        ListTaskPushNotificationConfigsResponse second = page(task, 10, first.getNextPageToken());
        assertThat(first.getConfigsList()).hasSize(10).first().isEqualTo(replaced);
        assertThat(second.getConfigsList()).hasSize(6);
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(codeOf(() -> page(task, 101, ""))).isEqualTo(A2aErrorCode.INVALID_PARAMS);
        assertThat(codeOf(() -> page(task, 1, "ä"))).isEqualTo(A2aErrorCode.INVALID_PARAMS);
    }

    private static ListTaskPushNotificationConfigsResponse page(String task, int size, String token) {
        return tasks.listPushConfigs(ListPushConfigsCall.newBuilder()
                .setRequest(ListTaskPushNotificationConfigsRequest.newBuilder()
                        .setTaskId(task)
                        .setPageSize(size)
                        .setPageToken(token))
                .build());
    }

    @Test
    void config_withoutAnIdIsOneForItsUrl() {
        String task = tasks.sendMessage(call("weather", "input")).getTaskId();

        String first = create(task, hook("/same")).getId();

        assertThat(first).isNotEmpty().isEqualTo(create(task, hook("/same")).getId());
        assertThat(create(task, hook("/another")).getId()).isNotEqualTo(first);
        assertThat(page(task, 0, "").getConfigsCount()).isEqualTo(2);
    }

    @Test
    void configs_ofOthersAreNotThere() {
        String task = tasks.sendMessage(call("weather", "input")).getTaskId();
        String id = create(task, hook("/mine")).getId();
        GetPushConfigCall get = GetPushConfigCall.newBuilder()
                .setRequest(GetTaskPushNotificationConfigRequest.newBuilder()
                        .setTaskId(task)
                        .setId(id))
                .build();

        assertThat(tasks.getPushConfig(get).getUrl()).isEqualTo(receiver.url("/mine"));
        assertThat(codeOf(() ->
                        tasks.getPushConfig(get.toBuilder().setAgentId("other").build())))
                .isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
        CallerIdentity.detached(new Principal("default", "somebody-else", List.of()))
                .run(() -> {
                    assertThat(codeOf(() -> tasks.getPushConfig(get))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
                    assertThat(codeOf(() -> create(task, hook("/theirs")))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
                    assertThat(codeOf(() -> deliveries(task))).isEqualTo(A2aErrorCode.TASK_NOT_FOUND);
                });
    }

    @Test
    void target_thatIsNotPublicIsRefusedByName() {
        String task = tasks.sendMessage(call("weather", "input")).getTaskId();
        for (String url : List.of(
                "http://10.0.0.1/hook",
                "http://169.254.169.254/latest",
                "http://[::1]:8080/",
                "ftp://example.org/",
                "http://user:pw@example.org/",
                "not a url")) {
            TaskPushNotificationConfig config =
                    TaskPushNotificationConfig.newBuilder().setUrl(url).build();
            assertThatThrownBy(() -> create(task, config))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(RpcErrors.fromStatus(e).code()).isEqualTo(A2aErrorCode.INVALID_PARAMS))
                    .hasMessageContaining("http");
            assertThat(codeOf(() -> tasks.sendMessage(with(call("weather", "echo"), config, ""))))
                    .isEqualTo(A2aErrorCode.INVALID_PARAMS);
        }
        assertThat(page(task, 0, "").getConfigsCount()).isZero();
    }

    @Test
    void settings_areReadFromTheirKeysAndHaveDefaults() {
        assertThat(service.context().getBean(PushSettings.class))
                .isEqualTo(new PushSettings(
                        List.of("127.0.0.1"),
                        16,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(3),
                        Duration.ofMillis(20),
                        Duration.ofSeconds(6),
                        Duration.ofHours(24),
                        5,
                        128,
                        8,
                        20_000));
    }

    @Test
    void header_thatCannotBeOneIsRefusedWithoutRepeatingIt() {
        String task = tasks.sendMessage(call("weather", "input")).getTaskId();
        TaskPushNotificationConfig config =
                hook("/").toBuilder().setToken("a\r\nX-Injected: 1").build();

        assertThatThrownBy(() -> create(task, config))
                .hasMessageContaining("$.token")
                .hasMessageNotContaining("Injected");
    }
}
