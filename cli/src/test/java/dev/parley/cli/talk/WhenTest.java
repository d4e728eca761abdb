package dev.parley.cli.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cli.output.CliException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WhenTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private final When when = new When(() -> NOW);

    @Test
    void spans_areCountedFromNow() {
        assertThat(when.ago("--since", "90s")).isEqualTo("2026-11-21T09:58:30Z");
        assertThat(when.ago("--since", "2h")).isEqualTo("2026-11-21T08:00:00Z");
        assertThat(when.ahead("--start-at", "+30m")).isEqualTo("2026-11-21T10:30:00Z");
        assertThat(when.ahead("--start-at", "+1d")).isEqualTo("2026-11-22T10:00:00Z");
    }

    @Test
    void times_areThemselves() {
        assertThat(when.ago("--since", "2026-11-01T00:00:00Z")).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(when.ahead("--start-at", "2026-12-01T00:00:00Z")).isEqualTo("2026-12-01T00:00:00Z");
    }

    @Test
    void others_areRefusedWithWhatWasExpected() {
        assertThatThrownBy(() -> when.ahead("--start-at", "30m"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--start-at 30m (expected: +30m");
        assertThatThrownBy(() -> when.ago("--since", "soon"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--since soon (expected: 30m");
    }
}
