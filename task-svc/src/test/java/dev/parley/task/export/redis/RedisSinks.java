package dev.parley.task.export.redis;

import dev.parley.task.export.EventSink;
import java.time.Duration;

/** Makes the sink as its bean does. */
public final class RedisSinks {
    private RedisSinks() {}

    public static EventSink sink(String url, int shards, long maxLength) {
        return new RedisStreamSink(new RedisSinkConfig(url, "test:events", shards, maxLength, Duration.ofSeconds(2)));
    }
}
