package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.kit.ids.UuidV7;
import dev.parley.proto.a2a.v1.CancelTaskRequest;
import dev.parley.proto.a2a.v1.DeleteTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.GetTaskPushNotificationConfigRequest;
import dev.parley.proto.a2a.v1.ListTaskPushNotificationConfigsRequest;
import dev.parley.proto.a2a.v1.TaskPushNotificationConfig;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.task.v1.CancelTaskCall;
import dev.parley.proto.task.v1.CreatePushConfigCall;
import dev.parley.proto.task.v1.DeletePushConfigCall;
import dev.parley.proto.task.v1.GetPushConfigCall;
import dev.parley.proto.task.v1.ListDeliveriesCall;
import dev.parley.proto.task.v1.ListPushConfigsCall;
import dev.parley.task.retention.Horizon;
import dev.parley.task.retention.RetentionConfig;
import dev.parley.task.retention.RetentionKeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What callers hear of tasks that are not kept any more, over the whole service. */
class ExpiredTaskIT extends TaskServiceFixture {
    private static final String OLD = new UuidV7(() -> Instant.parse("2025-01-01T00:00:00Z"), new Random(1))
            .next()
            .toString();

    @BeforeAll
    static void expire() throws Exception {
        try (var connection = database.source().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE task.retention SET clock_seen = now()");
        }
        stopService();
        startService("one", Map.of("parley.task.retention.interval", "50ms"));
        Horizon horizon = service.context().getBean(Horizon.class);
        eventually(() -> horizon, known -> known.isExpired(java.util.UUID.fromString(OLD)));
    }

    @TestFactory
    Stream<DynamicTest> everyCallAboutATask_saysThatItHasExpired() {
        var message = message("more").toBuilder().setTaskId(OLD).build();
        Map<String, Runnable> calls = Map.of(
                "get", () -> get(OLD),
                "subscribe", () -> subscribe(OLD, null),
                "resume", () -> subscribe(OLD, 3L),
                "follow up", () -> tasks.sendMessage(call("", message)),
                "follow up, streamed", () -> stream(call("", message)),
                "cancel",
                        () -> tasks.cancelTask(CancelTaskCall.newBuilder()
                                .setRequest(CancelTaskRequest.newBuilder().setId(OLD))
                                .build()),
                "create push config",
                        () -> tasks.createPushConfig(CreatePushConfigCall.newBuilder()
                                .setConfig(TaskPushNotificationConfig.newBuilder()
                                        .setTaskId(OLD)
                                        .setUrl("http://127.0.0.1:9/"))
                                .build()),
                "list push configs",
                        () -> tasks.listPushConfigs(ListPushConfigsCall.newBuilder()
                                .setRequest(ListTaskPushNotificationConfigsRequest.newBuilder()
                                        .setTaskId(OLD))
                                .build()),
                "get push config",
                        () -> tasks.getPushConfig(GetPushConfigCall.newBuilder()
                                .setRequest(GetTaskPushNotificationConfigRequest.newBuilder()
                                        .setTaskId(OLD))
                                .build()),
                "delete push config",
                        () -> tasks.deletePushConfig(DeletePushConfigCall.newBuilder()
                                .setRequest(DeleteTaskPushNotificationConfigRequest.newBuilder()
                                        .setTaskId(OLD))
                                .build()));
        return Stream.concat(calls.entrySet().stream(), Stream.of(Map.entry("deliveries", (Runnable)
                        () -> tasks.listDeliveries(
                                ListDeliveriesCall.newBuilder().setTaskId(OLD).build()))))
                .map(call -> DynamicTest.dynamicTest(
                        call.getKey(), () -> assertThat(codeOf(call.getValue())).isEqualTo(A2aErrorCode.TASK_EXPIRED)));
    }

    @Test
    void youngTask_isServed() {
        String id = tasks.sendMessage(call("", "hello")).getTaskId();
        assertThat(get(id).getId()).isEqualTo(id);
        assertThat(service.context().getBean(RetentionKeeper.class).summary()).startsWith("expired up to");
    }

    @Test
    void keysAndDefaults_areAsTheReadmeSays() {
        assertThat(service.context().getBean(RetentionConfig.class))
                .isEqualTo(new RetentionConfig(
                        true,
                        Duration.ofDays(30),
                        Map.of(),
                        Duration.ofMillis(50),
                        Duration.ofMinutes(1),
                        null,
                        Duration.ofDays(3),
                        Duration.ofDays(1)));
        String prefix = "parley.task.retention.";
        stopService();
        startService(
                "one",
                Map.of(
                        prefix + "enabled", "false",
                        prefix + "keep-for", "2d",
                        prefix + "tenants.acme", "90d",
                        prefix + "interval", "5m",
                        prefix + "notice", "2m",
                        prefix + "archive-dir", "/archive",
                        prefix + "max-clock-jump", "10d",
                        prefix + "clock-settles", "2h"));
        assertThat(service.context().getBean(RetentionConfig.class))
                .isEqualTo(new RetentionConfig(
                        false,
                        Duration.ofDays(2),
                        Map.of("acme", Duration.ofDays(90)),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(2),
                        "/archive",
                        Duration.ofDays(10),
                        Duration.ofHours(2)));
        stopService();
        startService("one", Map.of("parley.task.retention.interval", "50ms"));
    }
}
