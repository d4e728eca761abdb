package dev.parley.router.http;

import org.jspecify.annotations.Nullable;

/**
 * Status line and the headers that matter.
 *
 * @param contentType as sent, empty when there was none
 * @param location where a redirect points
 */
public record ResponseHead(
        int status, String contentType, @Nullable String location) {
    public boolean isOk() {
        return status >= 200 && status < 300;
    }

    public boolean isEventStream() {
        return contentType.regionMatches(true, 0, "text/event-stream", 0, "text/event-stream".length());
    }
}
