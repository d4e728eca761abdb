package dev.parley.standalone.square;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Part;
import dev.parley.standalone.square.Speech.Version;
import java.util.List;

/** One part of every kind, and what is left of them on the way. */
final class Parts {
    private static final int BYTES = 256;

    /** Told by its text, to which the script listens. */
    static final List<Part> ALL = List.of(
            Part.newBuilder()
                    .setText(Script.PARTS)
                    .setMediaType("text/markdown")
                    .setFilename("parts.md")
                    .setMetadata(struct("about", string("a text")))
                    .build(),
            Part.newBuilder()
                    .setRaw(bytes())
                    .setMediaType("application/octet-stream")
                    .setFilename("bytes.bin")
                    .build(),
            Part.newBuilder()
                    .setUrl("https://example.org/chart.png")
                    .setMediaType("image/png")
                    .setFilename("chart.png")
                    .build(),
            Part.newBuilder()
                    .setData(Value.newBuilder()
                            .setStructValue(struct(
                                    "nothing",
                                    Value.newBuilder()
                                            .setNullValue(NullValue.NULL_VALUE)
                                            .build())))
                    .setMediaType("application/json")
                    .build(),
            Part.newBuilder()
                    .setData(Value.newBuilder()
                            .setListValue(ListValue.newBuilder()
                                    .addValues(string("no object"))
                                    .addValues(Value.newBuilder().setNumberValue(2.5))))
                    .build());

    private Parts() {}

    /** What comes of them where one side is older than 1.0: a text and data have no media type and no name (proto/README.md). */
    static List<Part> between(Version caller, Version agent) {
        if (caller == Version.V1_0 && agent == Version.V1_0) {
            return ALL;
        }
        return ALL.stream()
                .map(part -> part.hasText() || part.hasData()
                        ? part.toBuilder().clearMediaType().clearFilename().build()
                        : part)
                .toList();
    }

    private static ByteString bytes() {
        byte[] all = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            all[i] = (byte) i;
        }
        return ByteString.copyFrom(all);
    }

    private static Struct struct(String name, Value value) {
        return Struct.newBuilder().putFields(name, value).build();
    }

    private static Value string(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }
}
