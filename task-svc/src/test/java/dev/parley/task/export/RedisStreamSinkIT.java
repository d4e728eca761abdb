package dev.parley.task.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.task.export.redis.RedisSinks;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/** Export to a real Redis, which is restarted. */
class RedisStreamSinkIT extends ExportFixture {
    private static final int SHARDS = 3;
    private final Told told = new Told();

    @TempDir
    Path folder;

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private RedisServer redis(int port) throws Exception {
        // keeps what it has been given, also when it is killed
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .setting("dir " + folder)
                .setting("appendonly yes")
                .setting("appendfsync always")
                .build();
        server.start();
        return server;
    }

    @Test
    void redisThatGoesAndComesBack_getsEverythingAndEachTaskInOrder() throws Exception {
        int port = freePort();
        RedisServer server = redis(port);
        EventSink sink = RedisSinks.sink("redis://127.0.0.1:" + port, SHARDS, 0);
        try (EventExport export = export(config(1_000_000), List.of(sink), List.of())) {
            writeTasks(4, 3, 4);
            await("the first are there", () -> export.sinks().getFirst().exported() >= 12);
            server.stop();
            writeTasks(4, 3, 4);
            await("lag is told", () -> export.sinks().getFirst().failingSince() != null);
            server = redis(port);
            await("nothing is left", () -> export.sinks().getFirst().lag() == 0);
            consume(port);
        } finally {
            server.stop();
        }
        told.requireAll(written);
    }

    private void consume(int port) {
        JsonFormat format = (JsonFormat) EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE);
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
        try (var connection = client.connect()) {
            for (int shard = 0; shard < SHARDS; shard++) {
                for (StreamMessage<String, String> message :
                        connection.sync().xrange("test:events:" + shard, Range.unbounded())) {
                    CloudEvent event =
                            format.deserialize(message.getBody().get("event").getBytes(StandardCharsets.UTF_8));
                    assertThat(message.getBody())
                            .containsEntry("id", event.getId())
                            .containsEntry("type", event.getType())
                            .containsEntry("task", event.getSubject());
                    told.add(
                            event.getSubject(), Long.parseLong(message.getBody().get("sequence")), event.getType());
                }
            }
        } finally {
            client.shutdown();
        }
    }

    @Test
    void streams_areBounded() throws Exception {
        int port = freePort();
        RedisServer server = redis(port);
        EventSink sink = RedisSinks.sink("redis://127.0.0.1:" + port, 1, 50);
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
        try (EventExport export = export(config(1_000_000), List.of(sink), List.of());
                var connection = client.connect()) {
            writeTasks(8, 4, 10);
            await("nothing is left", () -> export.sinks().getFirst().lag() == 0);
            assertThat(export.sinks().getFirst().exported()).isGreaterThan(450);
            // about so many: Redis removes whole nodes of a hundred
            assertThat(connection.sync().xlen("test:events:0")).isBetween(50L, 250L);
        } finally {
            client.shutdown();
            server.stop();
        }
    }
}
