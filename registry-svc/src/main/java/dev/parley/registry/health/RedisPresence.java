package dev.parley.registry.health;

import dev.parley.kit.health.Dependency;
import dev.parley.registry.agent.AgentKey;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Presence as keys with a time to live. While Redis is away, nothing is known and nobody waits for it. */
final class RedisPresence implements Presence, Dependency, AutoCloseable {
    private static final Duration CONNECT_AGAIN_AFTER = Duration.ofSeconds(1);
    private static final Duration ANSWER_WITHIN = Duration.ofMillis(500);

    private final RedisClient client;
    private final Duration ttl;
    private final InstantSource clock;
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile @Nullable StatefulRedisConnection<String, String> connection;
    private volatile Instant connectNotBefore = Instant.MIN;

    RedisPresence(RedisClient client, Duration ttl, InstantSource clock) {
        this.client = client;
        this.ttl = ttl;
        this.clock = clock;
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .build());
    }

    private interface Ask<T> {
        T with(RedisAsyncCommands<String, String> redis)
                throws InterruptedException, ExecutionException, TimeoutException;
    }

    @Override
    public void seen(AgentKey agent) {
        ask(
                redis -> redis.set(key(agent), "1", SetArgs.Builder.px(ttl))
                        .get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS),
                "");
    }

    @Override
    public boolean isSeen(AgentKey agent) {
        return ask(redis -> redis.exists(key(agent)).get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS), 0L) > 0;
    }

    private static String key(AgentKey agent) {
        return "parley:presence:" + agent.tenant() + ":" + agent.id();
    }

    private <T> T ask(Ask<T> ask, T unknown) {
        try {
            return ask.with(connected());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown;
        } catch (ExecutionException | TimeoutException | RedisException e) {
            return unknown;
        }
    }

    /** @throws RedisException when Redis is away; connecting is tried once a second and by one thread at most */
    private RedisAsyncCommands<String, String> connected() {
        StatefulRedisConnection<String, String> open = connection;
        if (open != null) {
            return open.async();
        }
        if (clock.instant().isBefore(connectNotBefore) || !connecting.tryLock()) {
            throw new RedisException("not connected");
        }
        try {
            connectNotBefore = clock.instant().plus(CONNECT_AGAIN_AFTER);
            StatefulRedisConnection<String, String> made = client.connect();
            connection = made;
            return made.async();
        } finally {
            connecting.unlock();
        }
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public String check() throws Exception {
        String info = connected().info("server").get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        return info.lines()
                .filter(line -> line.startsWith("redis_version:"))
                .map(line -> "Redis " + line.substring("redis_version:".length()))
                .findFirst()
                .orElse("Redis");
    }

    @Override
    public void close() {
        StatefulRedisConnection<String, String> open = connection;
        if (open != null) {
            open.close();
        }
    }
}
