package dev.parley.proto.jsonrpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.dialect.v01.V01Events;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Writes what a server answers: one JSON document in UTF-8, on one line. */
public final class JsonRpcReplies {
    private static final int INITIAL_BYTES = 512;

    private JsonRpcReplies() {}

    /**
     * The result, or one event, of a request in the version it came in.
     *
     * @param result 1.0's reply to the method
     */
    public static byte[] result(JsonRpcRequest request, Message result) {
        return reply(request.idToken(), out -> {
            out.writeFieldName("result");
            Dialects.writeResult(out, request, result);
        });
    }

    /**
     * The events of a stream in the version that its request came in, one after the other: mostly one for one, but 0.1 has
     * no event for a whole task.
     */
    public static Function<StreamResponse, List<byte[]>> events(JsonRpcRequest request) {
        if (!request.isV01()) {
            return event -> List.of(result(request, event));
        }
        V01Events events = new V01Events(request.taskId());
        return event -> events.events(event).stream()
                .map(each -> result(request.idToken(), each))
                .toList();
    }

    /** The result of a request in 1.0. */
    public static byte[] result(String idToken, Message result) {
        return reply(idToken, out -> {
            out.writeFieldName("result");
            ProtoJson.write(out, result);
        });
    }

    /** The result of a method that is none of A2A's: one JSON document in UTF-8, as it is. */
    public static byte[] written(String idToken, byte[] result) {
        return reply(idToken, out -> {
            out.writeFieldName("result");
            out.writeRawValue(new String(result, StandardCharsets.UTF_8));
        });
    }

    /**
     * The error of a request in the version it came in. 0.3 has no data: it leaves the type open, some clients of its time read
     * an object or fail, others a list.
     */
    public static byte[] error(JsonRpcRequest request, A2aException error) {
        return error(request.idToken(), request.wire(), error);
    }

    /**
     * The error of a request that could not be read, in the version of its method where that was seen.
     *
     * @param otherwise the version where it was not
     * @param error what its sender is told
     */
    public static byte[] error(JsonRpcException unreadable, A2aVersion otherwise, A2aException error) {
        WireMethod method = unreadable.method();
        return method == null
                ? error(unreadable.idToken(), otherwise, error)
                : error(unreadable.idToken(), method, error);
    }

    /** The error of a request whose params nobody read, in the version it came in. */
    public static byte[] error(RequestHead request, A2aException error) {
        return error(request.idToken(), request.wire(), error);
    }

    /** The error in 1.0 of a request of which no more than the id is known. */
    public static byte[] error(String idToken, A2aException error) {
        return error(idToken, A2aVersion.V1_0, error);
    }

    /**
     * The error of a request of which no more than the id is known.
     *
     * @param idToken the request's id, a JSON token; {@code null} (the token) when it could not be read
     */
    public static byte[] error(String idToken, A2aVersion version, A2aException error) {
        return reply(idToken, out -> {
            out.writeObjectFieldStart("error");
            Dialects.writeError(out, version, error);
            out.writeEndObject();
        });
    }

    private static byte[] error(String idToken, WireMethod method, A2aException error) {
        return reply(idToken, out -> {
            out.writeObjectFieldStart("error");
            Dialects.writeError(out, method, error);
            out.writeEndObject();
        });
    }

    private static byte[] reply(String idToken, Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES);
        try (JsonGenerator out = ProtoJson.factory().createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("jsonrpc", "2.0");
            out.writeFieldName("id");
            out.writeRawValue(idToken);
            body.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a reply that cannot be written as JSON", e);
        }
        return bytes.toByteArray();
    }

    @FunctionalInterface
    private interface Body {
        void write(JsonGenerator out) throws IOException;
    }
}
