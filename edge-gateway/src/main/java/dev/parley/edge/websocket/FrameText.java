package dev.parley.edge.websocket;

import dev.parley.edge.calls.ExtensionHeaders;
import dev.parley.proto.dialect.A2aVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Frames to a caller: a JSON-RPC response exactly as over HTTP, with the members of this binding behind its own. */
final class FrameText {
    private static final String STREAM_END = "\"streamEnd\":true";

    private FrameText() {}

    /** One event of a stream. The number is a string, as the {@code id} of an event over SSE is. */
    static byte[] event(byte[] response, long sequence) {
        return with(response, "\"eventId\":\"" + sequence + '"');
    }

    /** The response after which nothing comes for its stream. */
    static byte[] last(byte[] response) {
        return with(response, STREAM_END);
    }

    /** The end of a stream that has no error. */
    static byte[] streamEnd(String idToken) {
        return utf8("{\"jsonrpc\":\"2.0\",\"id\":" + idToken + "," + STREAM_END + "}");
    }

    /** A response that says which extensions its call activated. */
    static byte[] activated(byte[] response, A2aVersion version, Set<String> extensions) {
        // URIs that the mesh knows: nothing to escape
        return extensions.isEmpty()
                ? response
                : with(
                        response,
                        "\"serviceParameters\":{\"" + ExtensionHeaders.answered(version) + "\":\""
                                + String.join(", ", extensions) + "\"}");
    }

    private static byte[] with(byte[] response, String member) {
        byte[] added = utf8("," + member + "}");
        ByteArrayOutputStream frame = new ByteArrayOutputStream(response.length + added.length);
        frame.write(response, 0, response.length - 1);
        frame.writeBytes(added);
        return frame.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
