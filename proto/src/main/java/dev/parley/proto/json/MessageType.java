package dev.parley.proto.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One message type and how it looks in JSON. Made once per type, at its first use; safe for concurrent use. */
final class MessageType {
    /**
     * Most messages are objects with their fields as members; a few of protobuf's own have a JSON form of their own.
     */
    enum Shape {
        MEMBERS,
        STRUCT,
        VALUE,
        LIST_VALUE,
        TIMESTAMP,
        DURATION
    }

    private static final Map<Descriptor, MessageType> TYPES = new ConcurrentHashMap<>();

    private final Message prototype;
    private final Shape shape;
    private final FieldType[] fields;
    private final Map<String, FieldType> byName = new HashMap<>();
    private final long requiredBits;

    private MessageType(Message prototype) {
        this.prototype = prototype;
        this.shape = shapeOf(prototype.getDescriptorForType());
        List<FieldDescriptor> descriptors =
                shape == Shape.MEMBERS ? prototype.getDescriptorForType().getFields() : List.of();
        if (descriptors.size() > Long.SIZE) {
            throw new IllegalArgumentException(prototype.getDescriptorForType().getFullName() + " has "
                    + descriptors.size() + " fields (expected: at most " + Long.SIZE + ")");
        }
        this.fields = descriptors.stream()
                .sorted(Comparator.comparingInt(FieldDescriptor::getNumber))
                .map(field -> new FieldType(field, prototype))
                .toArray(FieldType[]::new);
        long bits = 0;
        for (FieldType field : fields) {
            byName.put(field.jsonName().getValue(), field);
            byName.put(field.protoName(), field);
            bits |= field.required() ? field.bit() : 0;
        }
        this.requiredBits = bits;
    }

    static MessageType of(Message prototype) {
        MessageType known = TYPES.get(prototype.getDescriptorForType());
        if (known != null) {
            return known;
        }
        return TYPES.computeIfAbsent(
                prototype.getDescriptorForType(), unused -> new MessageType(prototype.getDefaultInstanceForType()));
    }

    private static Shape shapeOf(Descriptor descriptor) {
        return switch (descriptor.getFullName()) {
            case "google.protobuf.Struct" -> Shape.STRUCT;
            case "google.protobuf.Value" -> Shape.VALUE;
            case "google.protobuf.ListValue" -> Shape.LIST_VALUE;
            case "google.protobuf.Timestamp" -> Shape.TIMESTAMP;
            case "google.protobuf.Duration" -> Shape.DURATION;
            case "google.protobuf.Empty" -> Shape.MEMBERS;
            default -> {
                if (descriptor.getFullName().startsWith("google.protobuf.")) {
                    throw new IllegalArgumentException(descriptor.getFullName()
                            + " (expected: a type that A2A uses; this one has no JSON here yet)");
                }
                yield Shape.MEMBERS;
            }
        };
    }

    Shape shape() {
        return shape;
    }

    Message.Builder newBuilder() {
        return prototype.newBuilderForType();
    }

    /** By field number; empty unless the shape is MEMBERS. */
    FieldType[] fields() {
        return fields;
    }

    /** By either spelling of its name. */
    @Nullable
    FieldType field(String name) {
        return byName.get(name);
    }

    /** A field of the same oneof that was seen already, given the bits of those that were. */
    @Nullable
    FieldType otherOfOneof(FieldType field, long seen) {
        if (seen == 0 || field.oneof() == null) {
            return null;
        }
        for (FieldType other : fields) {
            if ((seen & other.bit()) != 0 && other.oneof() == field.oneof()) {
                return other;
            }
        }
        return null;
    }

    /** The bits of the fields that the specification calls REQUIRED. */
    long requiredBits() {
        return requiredBits;
    }
}
