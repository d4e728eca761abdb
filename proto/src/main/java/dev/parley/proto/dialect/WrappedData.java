package dev.parley.proto.dialect;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.a2a.v1.Part;

/**
 * Data is always an object before 1.0. Whatever else it is in 1.0 goes as {@code {"value": …}} with a mark in the metadata of
 * its part, as the official SDKs do it, and comes back as it was.
 */
public final class WrappedData {
    private static final String MARK = "data_part_compat";
    private static final String VALUE = "value";

    private WrappedData() {}

    /** Puts an object of an older version into a part that has its metadata already; the mark is taken away. */
    public static void read(Struct object, Part.Builder part) {
        Value mark = part.getMetadata().getFieldsOrDefault(MARK, Value.getDefaultInstance());
        Value wrapped = object.getFieldsMap().get(VALUE);
        if (!mark.getBoolValue() || wrapped == null || object.getFieldsCount() != 1) {
            part.setData(Value.newBuilder().setStructValue(object));
            return;
        }
        part.setData(wrapped);
        part.getMetadataBuilder().removeFields(MARK);
        if (part.getMetadata().getFieldsCount() == 0) {
            part.clearMetadata();
        }
    }

    public static boolean isNeeded(Value data) {
        return !data.hasStructValue();
    }

    /** The object that data of 1.0 is before it. */
    public static Struct object(Value data) {
        return isNeeded(data) ? Struct.newBuilder().putFields(VALUE, data).build() : data.getStructValue();
    }

    /** Marks the part that got a value which {@linkplain #isNeeded needed} an object around it. */
    public static void mark(Struct.Builder metadata) {
        metadata.putFields(MARK, Value.newBuilder().setBoolValue(true).build());
    }
}
