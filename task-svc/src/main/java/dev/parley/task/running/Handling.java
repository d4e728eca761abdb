package dev.parley.task.running;

import dev.parley.proto.error.A2aException;
import dev.parley.proto.extension.Extensions;
import dev.parley.proto.extension.RouteExtension;
import dev.parley.proto.router.v1.Need;
import java.time.Duration;
import java.time.Instant;

/** What a caller may ask of how its message is handled. */
final class Handling {
    static final Duration LONGEST_DEADLINE = Duration.ofDays(30);
    static final Duration FARTHEST_START = Duration.ofDays(7);
    private static final String PATH = "$.message.metadata[\"" + Extensions.ROUTE + "\"].";

    private Handling() {}

    /** @throws A2aException INVALID_PARAMS */
    static void require(Need need, Instant now) {
        if (need.getPriority() < 0 || need.getPriority() > RouteExtension.HIGHEST_PRIORITY) {
            throw A2aException.invalidParams(
                    PATH + "priority",
                    need.getPriority() + " (expected: a whole number from 0 to " + RouteExtension.HIGHEST_PRIORITY
                            + ")");
        }
        if (need.hasDeadline()) {
            long seconds = need.getDeadline().getSeconds();
            boolean over0 = seconds > 0 || (seconds == 0 && need.getDeadline().getNanos() > 0);
            if (!over0 || seconds > LONGEST_DEADLINE.toSeconds()) {
                throw A2aException.invalidParams(
                        PATH + "deadline",
                        seconds + "s (expected: over 0, and " + LONGEST_DEADLINE.toSeconds() + "s at most)");
            }
        }
        if (need.hasStartAt()) {
            // compared as seconds: they may be more than a date can have
            long seconds = need.getStartAt().getSeconds();
            if (seconds < 0 || seconds > now.plus(FARTHEST_START).getEpochSecond()) {
                throw A2aException.invalidParams(
                        PATH + "startAt",
                        shown(seconds) + " (expected: a time within " + FARTHEST_START.toDays() + " days, now is " + now
                                + ")");
            }
        }
    }

    private static String shown(long seconds) {
        boolean isDate = seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond();
        return isDate ? Instant.ofEpochSecond(seconds).toString() : seconds + "s after 1970";
    }
}
