package dev.parley.registry.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.registry.Deadline;
import dev.parley.registry.agent.AgentKey;
import io.lettuce.core.RedisClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** On a real Redis that comes and goes. */
class RedisPresenceTest {
    private static final AgentKey AGENT = new AgentKey("tenant", "agent");

    private int port;
    private RedisServer redis;
    private RedisClient client;
    private RedisPresence presence;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        startRedis();
        client = RedisClient.create("redis://127.0.0.1:" + port);
        presence = new RedisPresence(client, Duration.ofMillis(400), InstantSource.system());
    }

    private void startRedis() throws Exception {
        redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
        redis.start();
    }

    @AfterEach
    void stop() throws Exception {
        presence.close();
        client.shutdown();
        redis.stop();
    }

    @Test
    void sign_lastsForItsTimeToLive() throws Exception {
        assertThat(presence.isSeen(AGENT)).isFalse();
        presence.seen(AGENT);
        assertThat(presence.isSeen(AGENT)).isTrue();
        assertThat(presence.isSeen(new AgentKey("other", "agent"))).isFalse();
        Deadline.await("forgotten", () -> !presence.isSeen(AGENT));
    }

    @Test
    void redis_mayGoAndComeBack() throws Exception {
        assertThat(presence.check()).startsWith("Redis 6.2");
        redis.stop();
        presence.seen(AGENT);
        assertThat(presence.isSeen(AGENT)).isFalse();
        assertThatThrownBy(presence::check).isNotNull();
        startRedis();
        Deadline.await("seen again", () -> {
            presence.seen(AGENT);
            return presence.isSeen(AGENT);
        });
    }
}
