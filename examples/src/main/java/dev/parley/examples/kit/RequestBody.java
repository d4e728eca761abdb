package dev.parley.examples.kit;

import com.sun.net.httpserver.HttpExchange;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.io.IOException;
import java.io.InputStream;

/** Reads bodies up to a limit. */
final class RequestBody {
    private RequestBody() {}

    /**
     * The whole body, never holding more than the limit of it.
     *
     * @throws A2aException PAYLOAD_TOO_LARGE
     */
    static byte[] read(HttpExchange exchange, int maxBytes) throws IOException {
        InputStream body = exchange.getRequestBody();
        String announced = exchange.getRequestHeaders().getFirst("Content-Length");
        if (announced != null && Long.parseLong(announced) > maxBytes) {
            throw tooLarge(announced + " bytes", maxBytes);
        }
        byte[] content = body.readNBytes(maxBytes);
        if (content.length == maxBytes && body.read() >= 0) {
            throw tooLarge("more than " + maxBytes + " bytes", maxBytes);
        }
        return content;
    }

    private static A2aException tooLarge(String size, int maxBytes) {
        return new A2aException(
                A2aErrorCode.PAYLOAD_TOO_LARGE, "Body of " + size + " (expected: at most " + maxBytes + ")");
    }
}
