package dev.parley.examples.kit;

import com.sun.net.httpserver.Headers;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.util.Locale;
import java.util.Set;

/** What A2A says in HTTP headers. */
final class RequestHeaders {
    private static final Set<String> JSON = Set.of("application/json", "application/a2a+json", "application/json-rpc");

    private RequestHeaders() {}

    /**
     * Lets JSON in version 1.0 pass; no version counts as 1.0, as the method names are 1.0's.
     *
     * @throws A2aException CONTENT_TYPE_NOT_SUPPORTED or VERSION_NOT_SUPPORTED
     */
    static void check(Headers headers) {
        String type = headers.getFirst("Content-Type");
        String mediaType = type == null ? "none" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!JSON.contains(mediaType)) {
            throw new A2aException(
                    A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED,
                    "Content-Type " + mediaType + " (expected: application/json)");
        }
        String version = headers.getFirst("A2A-Version");
        if (version != null && !version.isBlank() && !version.strip().matches("1\\.0(\\.\\d+)?")) {
            throw new A2aException(
                    A2aErrorCode.VERSION_NOT_SUPPORTED, "A2A-Version " + version.strip() + " (expected: 1.0)");
        }
    }
}
