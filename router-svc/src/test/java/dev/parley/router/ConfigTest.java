package dev.parley.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.router.choice.ScoringConfig;
import dev.parley.router.egress.ClusterFollower;
import dev.parley.router.egress.EgressConfig;
import dev.parley.router.egress.SidecarReporter;
import dev.parley.router.guard.GuardConfig;
import dev.parley.router.http.HttpConfig;
import dev.parley.router.http.TrustConfig;
import dev.parley.router.outbound.OutboundConfig;
import dev.parley.router.outbound.grpc.GrpcConfig;
import dev.parley.router.postgres.DecisionLogConfig;
import dev.parley.router.statistics.StatisticsConfig;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each key is set once, because a misspelt one would be silently ignored. */
class ConfigTest {
    private static ApplicationContext context(Map<String, ?> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("parley.service", "router");
        // nothing listens there, and nothing of what is read here connects
        all.put("datasources.default.url", "jdbc:postgresql://127.0.0.1:1/none");
        all.put("datasources.default.driver-class-name", "org.postgresql.Driver");
        all.put("datasources.default.initialization-fail-timeout", -1);
        all.put("datasources.default.minimum-idle", 0);
        return ApplicationContext.builder()
                .deduceEnvironment(false)
                .bootstrapEnvironment(false)
                .eagerInitConfiguration(true)
                .properties(all)
                .start();
    }

    @Test
    void defaults_areTheDocumentedOnes() {
        try (ApplicationContext context = context(Map.of())) {
            assertThat(context.getBean(HttpConfig.class))
                    .isEqualTo(new HttpConfig(Duration.ofSeconds(5), 4096, Duration.ofSeconds(4), 2));
            assertThat(context.getBean(TrustConfig.class)).isEqualTo(new TrustConfig(null));
            assertThat(context.getBean(EgressConfig.class)).isEqualTo(EgressConfig.NONE);
            assertThat(context.findBean(ClusterFollower.class)).isEmpty();
            assertThat(context.getBean(OutboundConfig.class))
                    .isEqualTo(new OutboundConfig(
                            Duration.ofMinutes(5),
                            Duration.ofSeconds(5),
                            4 << 20,
                            8,
                            Duration.ofSeconds(1),
                            Duration.ofMillis(50),
                            Duration.ofSeconds(1),
                            5,
                            List.of(),
                            Duration.ofSeconds(30)));
            assertThat(context.getBean(GrpcConfig.class))
                    .isEqualTo(
                            new GrpcConfig(1024, Duration.ofMinutes(1), Duration.ofMinutes(6), Duration.ofSeconds(20)));
            assertThat(context.getBean(GuardConfig.class))
                    .isEqualTo(new GuardConfig(10, 5, 50, Duration.ofMinutes(1), 3, 1000));
            assertThat(context.getBean(StatisticsConfig.class))
                    .isEqualTo(new StatisticsConfig(Duration.ofMinutes(10), 10));
            assertThat(context.getBean(ScoringConfig.class))
                    .isEqualTo(new ScoringConfig(0.40, 0.30, 0.20, 0.10, 100, 0.01, 0.75, 0.05, 20));
            assertThat(context.getBean(DecisionLogConfig.class))
                    .isEqualTo(new DecisionLogConfig(10_000, 500, Duration.ofDays(30)));
        }
    }

    @Test
    void connectionKeys_areRead() {
        Map<String, ?> keys = Map.of(
                "parley.router.http.connect-timeout", "1s",
                "parley.router.http.max-connections-per-address", 2,
                "parley.router.http.max-idle", "3s",
                "parley.router.http.event-loops", 4,
                "parley.router.ca-file", "/etc/own-ca.pem");
        try (ApplicationContext context = context(keys)) {
            assertThat(context.getBean(HttpConfig.class))
                    .isEqualTo(new HttpConfig(Duration.ofSeconds(1), 2, Duration.ofSeconds(3), 4));
            assertThat(context.getBean(TrustConfig.class)).isEqualTo(new TrustConfig(Path.of("/etc/own-ca.pem")));
        }
    }

    @Test
    void callKeys_areRead() {
        Map<String, ?> keys = Map.of(
                "parley.router.outbound.bindings", "GRPC,http+json",
                "parley.router.outbound.interface-retry-after", "8s",
                "parley.router.outbound.idle-timeout", "1s",
                "parley.router.outbound.unary-timeout", "2s",
                "parley.router.outbound.max-answer-bytes", 4096,
                "parley.router.outbound.max-hops", 3,
                "parley.router.outbound.linger-after-end", "4s",
                "parley.router.outbound.poll-at-first", "5ms",
                "parley.router.outbound.poll-at-most", "6s",
                "parley.router.outbound.look-attempts", 7);
        try (ApplicationContext context = context(keys)) {
            assertThat(context.getBean(OutboundConfig.class))
                    .isEqualTo(new OutboundConfig(
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(2),
                            4096,
                            3,
                            Duration.ofSeconds(4),
                            Duration.ofMillis(5),
                            Duration.ofSeconds(6),
                            7,
                            List.of("GRPC", "http+json"),
                            Duration.ofSeconds(8)));
        }
    }

    @Test
    void grpcKeys_areRead() {
        Map<String, ?> keys = Map.of(
                "parley.router.grpc.max-channels", 1,
                "parley.router.grpc.max-idle", "2s",
                "parley.router.grpc.keep-alive-time", "3s",
                "parley.router.grpc.keep-alive-timeout", "4s");
        try (ApplicationContext context = context(keys)) {
            assertThat(context.getBean(GrpcConfig.class))
                    .isEqualTo(new GrpcConfig(1, Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4)));
        }
    }

    @Test
    void egressKeys_areRead_andAgentsAreFollowedThen() {
        Map<String, ?> keys = Map.of(
                "parley.router.egress.socket", "/run/parley/agents.sock",
                "parley.router.egress.folder", "/run/parley/clusters",
                "parley.router.egress.admin", "unix:/run/parley/admin.sock");
        try (ApplicationContext context = context(keys)) {
            assertThat(context.getBean(EgressConfig.class))
                    .isEqualTo(new EgressConfig(
                            Path.of("/run/parley/agents.sock"),
                            Path.of("/run/parley/clusters"),
                            "unix:/run/parley/admin.sock"));
            assertThat(context.findBean(ClusterFollower.class)).isPresent();
            assertThat(context.findBean(SidecarReporter.class)).isPresent();
        }
    }

    @Test
    void adminWithoutAnEgress_isRefusedAtStart() {
        assertThatThrownBy(() -> context(Map.of("parley.router.egress.admin", "unix:/run/admin.sock"))
                        .close())
                .rootCause()
                .hasMessageContaining("expected: socket and folder beside it");
    }

    @Test
    void egressWithoutAFolder_isRefusedAtStart() {
        assertThatThrownBy(() -> context(Map.of("parley.router.egress.socket", "/run/agents.sock"))
                        .close())
                .rootCause()
                .hasMessageContaining("expected: both, or none");
    }

    @Test
    void unknownBinding_isRefusedAtStart() {
        assertThatThrownBy(() -> context(Map.of("parley.router.outbound.bindings", "GRPC,SOAP"))
                        .close())
                .rootCause()
                .hasMessageContaining("\"SOAP\" (expected: JSONRPC, HTTP+JSON or GRPC)");
    }

    @Test
    void guardAndStatisticsKeys_areRead() {
        Map<String, ?> keys = Map.of(
                "parley.router.guard.window", 20,
                "parley.router.guard.min-calls", 6,
                "parley.router.guard.failure-percent", 70,
                "parley.router.guard.open-for", "8s",
                "parley.router.guard.trial-calls", 9,
                "parley.router.guard.max-concurrent-calls", 11,
                "parley.router.statistics.half-life", "1m",
                "parley.router.statistics.declared-weight", 2.5,
                "parley.router.decisions.queue-size", 12,
                "parley.router.decisions.batch-size", 13);
        try (ApplicationContext context = context(keys)) {
            assertThat(context.getBean(GuardConfig.class))
                    .isEqualTo(new GuardConfig(20, 6, 70, Duration.ofSeconds(8), 9, 11));
            assertThat(context.getBean(StatisticsConfig.class))
                    .isEqualTo(new StatisticsConfig(Duration.ofMinutes(1), 2.5));
            assertThat(context.getBean(DecisionLogConfig.class))
                    .isEqualTo(new DecisionLogConfig(12, 13, Duration.ofDays(30)));
        }
    }

    @Test
    void scoringKeys_areRead() {
        Map<String, ?> keys = Map.of(
                "parley.router.scoring.similarity", 0.1,
                "parley.router.scoring.latency", 0.2,
                "parley.router.scoring.cost", 0.3,
                "parley.router.scoring.quality", 0.4,
                "parley.router.scoring.default-latency-ms", 5,
                "parley.router.scoring.default-cost", 6,
                "parley.router.scoring.default-quality", 0.7,
                "parley.router.scoring.preferred-margin", 0.8,
                "parley.router.scoring.max-candidates", 9,
                "parley.router.decisions.kept-for", "7d");
        try (ApplicationContext context = context(keys)) {
            assertThat(context.getBean(ScoringConfig.class))
                    .isEqualTo(new ScoringConfig(0.1, 0.2, 0.3, 0.4, 5, 6, 0.7, 0.8, 9));
            assertThat(context.getBean(DecisionLogConfig.class).keptFor()).isEqualTo(Duration.ofDays(7));
        }
    }

    @Test
    void badValue_isRefusedAtStart() {
        assertThatThrownBy(() -> context(Map.of("parley.router.guard.failure-percent", 101))
                        .close())
                .rootCause()
                .hasMessageContaining("failurePercent");
    }
}
