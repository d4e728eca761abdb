package dev.parley.task.export.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.task.export.EventSink;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Events to Redis Streams, a page a transaction: {@code XADD} with the fields {@code id} (to tell what comes again), {@code type}, {@code task},
 * {@code sequence} and {@code event}, the CloudEvent in its JSON format. A connection that broke is not mended but given up, for the
 * client would send again what it cannot know to be there.
 */
@Singleton
@Requires(property = "parley.task.export.redis.url")
final class RedisStreamSink implements EventSink {
    private final RedisSinkConfig config;
    private final RedisClient client;
    private final JsonFormat format;

    RedisStreamSink(RedisSinkConfig config) {
        this.config = config;
        RedisURI uri = RedisURI.create(Objects.requireNonNull(config.url()));
        uri.setTimeout(config.timeout());
        this.client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .build());
        this.format = (JsonFormat)
                Objects.requireNonNull(EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE));
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Connection open() throws IOException {
        try {
            return new Adding(client.connect());
        } catch (RedisException e) {
            throw new IOException("Redis cannot be reached: " + e.getMessage(), e);
        }
    }

    @PreDestroy
    void shutdown() {
        client.shutdown();
    }

    private String stream(String key) {
        return config.stream() + ":" + Math.floorMod(key.hashCode(), config.shards());
    }

    private Map<String, String> fields(Keyed keyed) {
        CloudEvent event = keyed.event();
        Object sequence = event.getExtension("sequence");
        return Map.of(
                "id", event.getId(),
                "type", event.getType(),
                "task", keyed.key(),
                "sequence", sequence == null ? "" : sequence.toString(),
                "event", new String(format.serialize(event), UTF_8));
    }

    private final class Adding implements Connection {
        private final StatefulRedisConnection<String, String> connection;
        private final XAddArgs bound;

        Adding(StatefulRedisConnection<String, String> connection) {
            this.connection = connection;
            this.bound = config.maxLength() == 0
                    ? new XAddArgs()
                    : XAddArgs.Builder.maxlen(config.maxLength()).approximateTrimming();
        }

        @Override
        public void send(List<Keyed> events) throws IOException, InterruptedException {
            RedisAsyncCommands<String, String> commands = connection.async();
            try {
                var begun = commands.multi();
                events.forEach(keyed -> commands.xadd(stream(keyed.key()), bound, fields(keyed)));
                RedisFuture<TransactionResult> done = commands.exec();
                begun.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
                requireAdded(done.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS), events.size());
            } catch (TimeoutException e) {
                throw new IOException(
                        "Redis has not answered for " + config.timeout().toSeconds() + " s", e);
            } catch (ExecutionException | RedisException e) {
                throw new IOException("Redis: " + e.getMessage(), e);
            }
        }

        private static void requireAdded(TransactionResult result, int events) throws IOException {
            List<Object> failures =
                    result.stream().filter(Throwable.class::isInstance).toList();
            if (result.wasDiscarded() || !failures.isEmpty() || result.size() != events) {
                throw new IOException(
                        "Redis refused " + (failures.isEmpty() ? "a page of events" : failures.getFirst()));
            }
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
