package dev.parley.examples.kit;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Message;
import dev.parley.proto.a2a.v1.Part;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes and reads the parts of messages and artifacts. */
public final class Parts {
    private Parts() {}

    public static Part text(String text) {
        return Part.newBuilder().setText(text).build();
    }

    /**
     * Structured data.
     *
     * @param json maps with string keys, lists, strings, finite numbers, booleans and nulls
     */
    public static Part data(Object json) {
        return Part.newBuilder()
                .setData(value(json))
                .setMediaType("application/json")
                .build();
    }

    public static Part file(byte[] content, String mediaType, String filename) {
        return Part.newBuilder()
                .setRaw(ByteString.copyFrom(content))
                .setMediaType(mediaType)
                .setFilename(filename)
                .build();
    }

    /** All text of a message, one line a part. */
    public static String textOf(Message message) {
        return message.getPartsList().stream()
                .filter(Part::hasText)
                .map(Part::getText)
                .collect(Collectors.joining("\n"));
    }

    /** The same JSON as a protobuf value; see {@link #data}. */
    public static Value value(@Nullable Object json) {
        return switch (json) {
            case null -> Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
            case Value value -> value;
            case String text -> Value.newBuilder().setStringValue(text).build();
            case Boolean bool -> Value.newBuilder().setBoolValue(bool).build();
            case Number number ->
                Value.newBuilder().setNumberValue(number.doubleValue()).build();
            case List<?> list -> listValue(list);
            case Map<?, ?> map -> Value.newBuilder().setStructValue(struct(map)).build();
            default ->
                throw new IllegalArgumentException(json.getClass().getName()
                        + " in a data part (expected: a map, list, string, number, boolean or null)");
        };
    }

    static Struct struct(Map<?, ?> map) {
        Struct.Builder struct = Struct.newBuilder();
        map.forEach((key, member) -> struct.putFields(String.valueOf(key), value(member)));
        return struct.build();
    }

    private static Value listValue(List<?> list) {
        ListValue.Builder values = ListValue.newBuilder();
        list.forEach(element -> values.addValues(value(element)));
        return Value.newBuilder().setListValue(values).build();
    }
}
