package dev.parley.proto.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

/**
 * How one value of a field looks in JSON: an element of a list, the value of a map's entry, or the field's only one.
 */
final class ValueType {
    /** In Java: Boolean, Integer, Long, Float, Double, String, ByteString, an enum's number as Integer, a Message. */
    enum Kind {
        BOOL,
        INT32,
        INT64,
        FLOAT,
        DOUBLE,
        STRING,
        BYTES,
        ENUM,
        MESSAGE
    }

    private final Kind kind;
    private final @Nullable EnumType enumType;
    private final @Nullable Message prototype;
    // not final: message types refer to each other in circles, so the inner type is looked up at its first use
    private @Nullable MessageType messageType;

    private ValueType(Kind kind, @Nullable EnumType enumType, @Nullable Message prototype) {
        this.kind = kind;
        this.enumType = enumType;
        this.prototype = prototype;
    }

    /** @param owner any instance of the message (or map entry) that has the field */
    static ValueType of(FieldDescriptor field, Message owner) {
        return switch (kindOf(field)) {
            case ENUM -> new ValueType(Kind.ENUM, new EnumType(field.getEnumType()), null);
            case MESSAGE -> new ValueType(Kind.MESSAGE, null, prototypeOf(field, owner));
            case Kind scalar -> new ValueType(scalar, null, null);
        };
    }

    Kind kind() {
        return kind;
    }

    EnumType enumType() {
        if (enumType == null) {
            throw new IllegalStateException(kind + " (expected: an enum)");
        }
        return enumType;
    }

    MessageType messageType() {
        MessageType type = messageType;
        if (type == null) {
            if (prototype == null) {
                throw new IllegalStateException(kind + " (expected: a message)");
            }
            type = MessageType.of(prototype);
            messageType = type;
        }
        return type;
    }

    private static Message prototypeOf(FieldDescriptor field, Message owner) {
        return (Message)
                (field.isRepeated()
                        ? owner.newBuilderForType().newBuilderForField(field).getDefaultInstanceForType()
                        : owner.getDefaultInstanceForType().getField(field));
    }

    private static Kind kindOf(FieldDescriptor field) {
        return switch (field.getType()) {
            case BOOL -> Kind.BOOL;
            case INT32, SINT32, SFIXED32 -> Kind.INT32;
            case INT64, SINT64, SFIXED64 -> Kind.INT64;
            case FLOAT -> Kind.FLOAT;
            case DOUBLE -> Kind.DOUBLE;
            case STRING -> Kind.STRING;
            case BYTES -> Kind.BYTES;
            case ENUM -> Kind.ENUM;
            case MESSAGE -> Kind.MESSAGE;
            case UINT32, FIXED32, UINT64, FIXED64, GROUP ->
                throw new IllegalArgumentException(field.getFullName() + " is " + field.getType()
                        + " (expected: no unsigned number and no group; A2A has none)");
        };
    }
}
