package dev.parley.proto.jsonrpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Message;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes what a server answers: one JSON document in UTF-8, on one line. */
public final class JsonRpcReplies {
    private static final int INITIAL_BYTES = 512;

    private JsonRpcReplies() {}

    /** @param idToken the request's id, a JSON token as in {@link JsonRpcRequest#idToken()} */
    public static byte[] result(String idToken, Message result) {
        return reply(idToken, out -> {
            out.writeFieldName("result");
            ProtoJson.write(out, result);
        });
    }

    /** @param idToken the request's id, a JSON token; {@code null} (the token) when it could not be read */
    public static byte[] error(String idToken, A2aException error) {
        return reply(idToken, out -> {
            out.writeObjectFieldStart("error");
            out.writeNumberField("code", error.code().jsonRpcCode());
            out.writeStringField("message", error.text());
            out.writeFieldName("data");
            ErrorDetails.write(out, error);
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
