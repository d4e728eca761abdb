package dev.parley.edge.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.proto.json.ProtoJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes JSON documents of our own making, member by member. */
public final class JsonText {
    private JsonText() {}

    /** What goes into the document. */
    @FunctionalInterface
    public interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    public static byte[] write(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = ProtoJson.factory().createGenerator(bytes)) {
            content.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return bytes.toByteArray();
    }
}
