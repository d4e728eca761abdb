package dev.parley.task.push;

import java.time.Duration;
import java.util.List;

/** Settings for tests. */
final class Settings {
    private Settings() {}

    static PushSettings allowing(String... targets) {
        return new PushSettings(
                List.of(targets),
                16,
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofHours(24),
                5,
                128,
                8,
                20_000);
    }
}
