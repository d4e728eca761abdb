package dev.parley.task.retention;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Its keys and defaults are read by {@code ExpiredTaskIT}. */
class RetentionConfigTest {
    private static RetentionConfig keeping(Duration keepFor, Map<String, Duration> tenants) {
        return new RetentionConfig(
                true,
                keepFor,
                tenants,
                Duration.ofHours(1),
                Duration.ofMinutes(1),
                null,
                Duration.ofDays(3),
                Duration.ofDays(1));
    }

    @Test
    void lessThanADay_isRefused() {
        assertThatThrownBy(() -> keeping(Duration.ofHours(5), Map.of()))
                .hasMessageContaining("parley.task.retention.keep-for is PT5H (expected: at least 1d");
        assertThatThrownBy(() -> keeping(Duration.ofDays(5), Map.of("acme", Duration.ofHours(5))))
                .hasMessageContaining("parley.task.retention.tenants.acme is PT5H");
    }

    @Test
    void onceKeys_mustNotOutliveTheirTasks() {
        RetentionConfig config = keeping(Duration.ofDays(5), Map.of("hasty", Duration.ofDays(1)));
        config.requireAtLeast(Duration.ofHours(24));
        assertThatThrownBy(() -> config.requireAtLeast(Duration.ofHours(25)))
                .hasMessageContaining("parley.task.once-window is PT25H");
    }
}
