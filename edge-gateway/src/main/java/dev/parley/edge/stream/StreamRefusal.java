package dev.parley.edge.stream;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.Collection;

/** A JSON-RPC error that comes instead of a stream. */
public final class StreamRefusal {
    // what Go's HTTP client calls itself, and so the SDK in Go
    private static final String GO = "Go-http-client/";

    private StreamRefusal() {}

    /**
     * The error as it is, or as the one event of a stream for a caller that accepts nothing else and knows it only so: the SDKs of
     * 0.3 take JSON for an error without a type (Python, JavaScript), and the SDK in Go, in every version, for a stream that ended
     * well without events. A status other than 200 tells them enough.
     *
     * @param older whether a stream was asked for in 0.3
     */
    public static MutableHttpResponse<byte[]> of(
            HttpRequest<?> http, boolean older, MutableHttpResponse<byte[]> error) {
        if (error.code() != 200 || !acceptsEventsOnly(http) || !(older || isGo(http))) {
            return error;
        }
        byte[] event = SseFrame.unnumbered(error.body(), () -> {}).take();
        return error.body(event)
                .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static boolean isGo(HttpRequest<?> http) {
        return http.getHeaders().get(HttpHeaders.USER_AGENT, String.class, "").startsWith(GO);
    }

    private static boolean acceptsEventsOnly(HttpRequest<?> http) {
        Collection<MediaType> accepted = http.accept();
        return !accepted.isEmpty()
                && accepted.stream().allMatch(type -> type.getName().equals(MediaType.TEXT_EVENT_STREAM));
    }
}
