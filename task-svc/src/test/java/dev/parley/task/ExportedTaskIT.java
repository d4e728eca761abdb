package dev.parley.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import dev.parley.proto.task.v1.EventExportStatus;
import dev.parley.task.export.ExportConfig;
import dev.parley.task.export.kafka.KafkaSinkConfig;
import dev.parley.task.export.redis.RedisSinkConfig;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** Events of a whole service: off as it comes, on by its settings. */
class ExportedTaskIT extends TaskServiceFixture {
    private static final String PREFIX = "parley.task.export.";
    private static RedisServer redis;
    private static String url;

    @BeforeAll
    static void startRedis() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
        redis.start();
        url = "redis://127.0.0.1:" + port;
    }

    @AfterAll
    static void stopRedis() throws Exception {
        redis.stop();
    }

    private static EventExportStatus status() {
        return tasks.getEventExport(Empty.getDefaultInstance());
    }

    @Test
    void task_isToldFromItsAcceptanceToItsEnd() {
        assertThat(status().getEnabled()).isFalse();
        assertThat(service.context().getBean(ExportConfig.class))
                .isEqualTo(new ExportConfig(
                        false,
                        "/parley",
                        1 << 19,
                        1_000_000,
                        Duration.ofMillis(100),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30)));
        stopService();
        startService(
                "one", Map.of(PREFIX + "enabled", "true", PREFIX + "redis.url", url, PREFIX + "redis.shards", "1"));

        String id = tasks.sendMessage(call("", "hello")).getTaskId();

        EventExportStatus told = eventually(
                ExportedTaskIT::status,
                now -> now.getSinks(0).getExported() > 0 && now.getSinks(0).getLag() == 0);
        assertThat(told.getEnabled()).isTrue();
        assertThat(told.getSinks(0).getName()).isEqualTo("redis");
        assertThat(told.getSinks(0).getLeased()).isTrue();
        RedisClient client = RedisClient.create(url);
        try (var connection = client.connect()) {
            List<StreamMessage<String, String>> events = connection.sync().xrange("parley:events:0", Range.unbounded());
            assertThat(events).allSatisfy(event -> assertThat(event.getBody()).containsEntry("task", id));
            assertThat(events.getFirst().getBody()).containsEntry("type", "dev.parley.task.accepted.v1");
            assertThat(events.getLast().getBody()).containsEntry("type", "dev.parley.task.completed.v1");
            long last = get(id).getHistoryCount() > 0
                    ? Long.parseLong(events.getLast().getBody().get("sequence"))
                    : 0;
            assertThat(last).as("no number is left out").isEqualTo(events.size());
        } finally {
            client.shutdown();
        }
    }

    @Test
    void everyKey_isRead() {
        stopService();
        startService(
                "one",
                Map.ofEntries(
                        Map.entry(PREFIX + "enabled", "true"),
                        Map.entry(PREFIX + "source", "/here"),
                        Map.entry(PREFIX + "max-event-bytes", "2048"),
                        Map.entry(PREFIX + "max-backlog", "1000"),
                        Map.entry(PREFIX + "poll", "1s"),
                        Map.entry(PREFIX + "lease", "3s"),
                        Map.entry(PREFIX + "first-pause", "2s"),
                        Map.entry(PREFIX + "longest-pause", "9s"),
                        Map.entry(PREFIX + "redis.url", url),
                        Map.entry(PREFIX + "redis.stream", "s"),
                        Map.entry(PREFIX + "redis.shards", "7"),
                        Map.entry(PREFIX + "redis.max-length", "5"),
                        Map.entry(PREFIX + "redis.timeout", "4s"),
                        Map.entry(PREFIX + "kafka.bootstrap-servers", "127.0.0.1:1"),
                        Map.entry(PREFIX + "kafka.topic", "t"),
                        Map.entry(PREFIX + "kafka.ack-timeout", "6s"),
                        Map.entry(PREFIX + "kafka.properties.compression.type", "gzip")));
        var context = service.context();
        assertThat(context.getBean(ExportConfig.class))
                .isEqualTo(new ExportConfig(
                        true,
                        "/here",
                        2048,
                        1000,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(9)));
        assertThat(context.getBean(RedisSinkConfig.class))
                .isEqualTo(new RedisSinkConfig(url, "s", 7, 5, Duration.ofSeconds(4)));
        assertThat(context.getBean(KafkaSinkConfig.class))
                .isEqualTo(new KafkaSinkConfig(
                        "127.0.0.1:1", "t", Duration.ofSeconds(6), Map.of("compression.type", "gzip")));
        assertThat(status().getSinksList()).extracting(sink -> sink.getName()).contains("kafka", "redis");
        stopService();
        startService("one");
    }
}
