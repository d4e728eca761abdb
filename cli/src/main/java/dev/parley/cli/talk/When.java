package dev.parley.cli.talk;

import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as people write them: 30m, 2h, 3d away from now, or in RFC 3339. */
final class When {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([smhd])");

    private final InstantSource clock;

    When(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A time so long ago.
     *
     * @param option whose value it is, for errors
     * @throws CliException USAGE
     */
    Instant ago(String option, String text) {
        Duration span = span(text);
        return span == null
                ? time(option, text, "30m, 2h, 3d")
                : clock.instant().minus(span);
    }

    /**
     * A time to come: so far from now with a plus before it.
     *
     * @throws CliException USAGE
     */
    Instant ahead(String option, String text) {
        Duration span = text.startsWith("+") ? span(text.substring(1)) : null;
        return span == null
                ? time(option, text, "+30m, +2h, +3d")
                : clock.instant().plus(span);
    }

    /**
     * A span of time, over 0.
     *
     * @throws CliException USAGE
     */
    static Duration lasting(String option, String text) {
        Duration span = span(text);
        if (span == null || span.isZero()) {
            throw new CliException(ExitStatus.USAGE, option + " " + text + " (expected: over 0, as 30s, 10m, 2h, 3d)");
        }
        return span;
    }

    private static @Nullable Duration span(String text) {
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            return null;
        }
        long count = Long.parseLong(span.group(1));
        return switch (span.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static Instant time(String option, String text, String spans) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new CliException(
                    ExitStatus.USAGE, option + " " + text + " (expected: " + spans + ", or 2026-11-21T10:00:00Z)", e);
        }
    }
}
