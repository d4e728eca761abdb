package dev.parley.proto.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.Map;

public final class ProtoJson {
    private ProtoJson() {}

    public static JsonFactory factory() {
        throw new UnsupportedOperationException();
    }

    public static <T extends Message> T read(byte[] json, T prototype) {
        throw new UnsupportedOperationException();
    }

    public static <T extends Message> T read(JsonParser parser, T prototype, String path) throws IOException {
        throw new UnsupportedOperationException();
    }

    public static void write(JsonGenerator generator, Message message) throws IOException {
        throw new UnsupportedOperationException();
    }

    public static byte[] toBytes(Message message) {
        throw new UnsupportedOperationException();
    }

    public static String toString(Message message) {
        throw new UnsupportedOperationException();
    }

    public static Map<String, Long> unknownMembers() {
        throw new UnsupportedOperationException();
    }
}
