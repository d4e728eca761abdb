package dev.parley.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.registry.card.CardFetchConfig;
import dev.parley.registry.clusters.ClustersConfig;
import dev.parley.registry.health.HealthConfig;
import dev.parley.registry.search.SearchConfig;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each record of configuration: its defaults, and every key set to something else, for a misspelt one is ignored. */
class ConfigTest {
    @Test
    void defaults_areTheDocumentedOnes() {
        try (RegistryMesh mesh = new RegistryMesh(TestPostgres.newDatabase(), Map.of())) {
            ApplicationContext context = mesh.service().context();
            assertThat(context.getBean(RegistryConfig.class)).isEqualTo(new RegistryConfig(List.of(), 1024));
            assertThat(context.getBean(SearchConfig.class))
                    .isEqualTo(new SearchConfig(
                            0.30, 20, true, true, Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(2)));
            assertThat(context.getBean(HealthConfig.class))
                    .isEqualTo(new HealthConfig(
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(2),
                            3,
                            Duration.ofSeconds(30),
                            Duration.ofMinutes(5),
                            Duration.ofSeconds(60),
                            0.2,
                            64));
            assertThat(context.getBean(CardFetchConfig.class))
                    .isEqualTo(new CardFetchConfig(Duration.ofSeconds(2), Duration.ofSeconds(5), null));
            assertThat(context.getBean(ClustersConfig.class))
                    .isEqualTo(new ClustersConfig(null, Duration.ofSeconds(5), Duration.ofSeconds(4), 2000, 2000));
        }
    }

    @Test
    void keys_areReadEachOfThem() {
        Map<String, String> keys = new HashMap<>();
        keys.put("parley.registry.own-urls", "http://a.example,http://b.example");
        keys.put("parley.registry.watch-queue", "7");
        keys.put("parley.registry.search.floor", "0.4");
        keys.put("parley.registry.search.shortlist", "5");
        keys.put("parley.registry.search.semantic", "false");
        keys.put("parley.registry.search.hybrid", "false");
        keys.put("parley.registry.search.embed-timeout", "1s");
        keys.put("parley.registry.search.register-wait", "3s");
        keys.put("parley.registry.search.retry", "4s");
        keys.put("parley.registry.health.probe-interval", "1s");
        keys.put("parley.registry.health.probe-timeout", "3s");
        keys.put("parley.registry.health.misses", "4");
        keys.put("parley.registry.health.presence-ttl", "5s");
        keys.put("parley.registry.health.card-interval", "6s");
        keys.put("parley.registry.health.store-interval", "7s");
        keys.put("parley.registry.health.jitter", "0.1");
        keys.put("parley.registry.health.max-parallel", "8");
        keys.put("parley.registry.clusters.ca-file", "/etc/agents.pem");
        keys.put("parley.registry.clusters.connect-timeout", "1s");
        keys.put("parley.registry.clusters.max-idle", "2s");
        keys.put("parley.registry.clusters.max-connections", "3");
        keys.put("parley.registry.clusters.max-requests", "4");
        // fetch.ca-file: CardFetcherTest
        keys.put("parley.registry.fetch.connect-timeout", "1s");
        keys.put("parley.registry.fetch.timeout", "9s");
        try (RegistryMesh mesh = new RegistryMesh(TestPostgres.newDatabase(), keys)) {
            ApplicationContext context = mesh.service().context();
            assertThat(context.getBean(RegistryConfig.class))
                    .isEqualTo(new RegistryConfig(List.of("http://a.example", "http://b.example"), 7));
            assertThat(context.getBean(SearchConfig.class))
                    .isEqualTo(new SearchConfig(
                            0.4, 5, false, false, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(4)));
            assertThat(context.getBean(HealthConfig.class))
                    .isEqualTo(new HealthConfig(
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(3),
                            4,
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(6),
                            Duration.ofSeconds(7),
                            0.1,
                            8));
            assertThat(context.getBean(CardFetchConfig.class))
                    .isEqualTo(new CardFetchConfig(Duration.ofSeconds(1), Duration.ofSeconds(9), null));
            assertThat(context.getBean(ClustersConfig.class))
                    .isEqualTo(new ClustersConfig(
                            Path.of("/etc/agents.pem"), Duration.ofSeconds(1), Duration.ofSeconds(2), 3, 4));
        }
    }

    @Test
    void badValue_isRefusedAtStart() {
        assertThatThrownBy(
                        () -> new RegistryMesh(TestPostgres.newDatabase(), Map.of("parley.registry.search.floor", "2")))
                .hasStackTraceContaining("expected: 0 to 1");
    }
}
