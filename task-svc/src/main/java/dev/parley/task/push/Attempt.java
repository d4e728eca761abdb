package dev.parley.task.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of one POST to a webhook. */
sealed interface Attempt {
    /** 2xx. */
    record Taken(int status) implements Attempt {}

    /**
     * Any other answer.
     *
     * @param retryAfter what the target asks for
     */
    record Declined(int status, @Nullable Duration retryAfter) implements Attempt {}

    /** No answer, or none in time. */
    record Unanswered(String reason) implements Attempt {}

    /** It was not called: it leads where it may not. */
    record Forbidden(String reason) implements Attempt {}
}
