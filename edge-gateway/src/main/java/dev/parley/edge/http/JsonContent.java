package dev.parley.edge.http;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.Locale;

/** Bodies must say that they are JSON: a page of another site cannot make a browser send that without asking. */
public final class JsonContent {
    private JsonContent() {}

    /**
     * @throws A2aException CONTENT_TYPE_NOT_SUPPORTED
     */
    public static void require(HttpRequest<?> request) {
        if (!isJson(request)) {
            throw unsupported(request);
        }
    }

    public static boolean isJson(HttpRequest<?> request) {
        String contentType = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        return contentType != null && isJson(contentType);
    }

    static A2aException unsupported(HttpRequest<?> request) {
        String contentType = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
        return new A2aException(
                A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED,
                "Content-Type " + (contentType == null ? "is missing" : "\"" + contentType + "\"")
                        + " (expected: application/json or application/a2a+json)");
    }

    private static boolean isJson(String contentType) {
        if (contentType.equals("application/json")) {
            return true;
        }
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }
}
