package dev.parley.proto.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

/** One field of a message and how it looks in JSON; everything that can be looked up before the first request. */
final class FieldType {
    /** How a single value of a field is written. */
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

    private final FieldDescriptor descriptor;
    private final int index;
    private final Kind kind;
    private final boolean required;
    private final SerializableString jsonName;
    private final Message owner;
    private final @Nullable EnumType enumType;
    private final @Nullable FieldType mapValue;
    // not final: message types refer to each other in circles, so the inner type is looked up at its first use
    private @Nullable MessageType messageType;

    FieldType(FieldDescriptor descriptor, Message owner) {
        this.descriptor = descriptor;
        this.index = descriptor.getIndex();
        this.kind = kindOf(descriptor);
        this.owner = owner;
        this.jsonName = new SerializedString(descriptor.getJsonName());
        this.required = descriptor.getOptions().getExtension(FieldBehaviorProto.fieldBehavior).stream()
                .anyMatch(behavior -> behavior == FieldBehavior.REQUIRED);
        this.enumType = kind == Kind.ENUM ? new EnumType(descriptor.getEnumType()) : null;
        this.mapValue = descriptor.isMapField() ? mapValueOf(descriptor, owner) : null;
    }

    private static FieldType mapValueOf(FieldDescriptor map, Message owner) {
        if (map.getMessageType().findFieldByNumber(1).getJavaType() != FieldDescriptor.JavaType.STRING) {
            throw new IllegalArgumentException(map.getFullName() + " (expected: a map with keys of type string)");
        }
        Message entry = owner.newBuilderForType().newBuilderForField(map).buildPartial();
        return new FieldType(map.getMessageType().findFieldByNumber(2), entry);
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

    Kind kind() {
        return kind;
    }

    /** The bit that stands for this field in a set of fields; no message of ours has more than 64. */
    long bit() {
        return 1L << index;
    }

    boolean required() {
        return required;
    }

    boolean repeated() {
        return descriptor.isRepeated();
    }

    /** The value's side of a map field, null for every other field. */
    @Nullable FieldType mapValue() {
        return mapValue;
    }

    /** The oneof this field is a member of, if it is one that the proto file spells out. */
    @Nullable OneofDescriptor oneof() {
        return descriptor.getRealContainingOneof();
    }

    SerializableString jsonName() {
        return jsonName;
    }

    String protoName() {
        return descriptor.getName();
    }

    String fullName() {
        return descriptor.getFullName();
    }

    EnumType enumType() {
        if (enumType == null) {
            throw new IllegalStateException(fullName() + " (expected: an enum)");
        }
        return enumType;
    }

    MessageType messageType() {
        MessageType type = messageType;
        if (type == null) {
            Message inner = (Message)
                    (repeated()
                            ? owner.newBuilderForType().newBuilderForField(descriptor).buildPartial()
                            : owner.getField(descriptor));
            type = MessageType.of(inner.getDefaultInstanceForType());
            messageType = type;
        }
        return type;
    }

    /** True when null is a value of this field, not its absence. */
    boolean takesNull() {
        return kind == Kind.MESSAGE && !repeated() && messageType().shape() == MessageType.Shape.VALUE;
    }

    boolean hasPresence() {
        return descriptor.hasPresence();
    }

    boolean isSet(Message message) {
        return message.hasField(descriptor);
    }

    Object get(Message message) {
        return message.getField(descriptor);
    }

    void set(Message.Builder builder, Object value) {
        builder.setField(descriptor, value);
    }

    void add(Message.Builder builder, Object value) {
        builder.addRepeatedField(descriptor, value);
    }

    void put(Message.Builder builder, String key, Object value) {
        Message.Builder entry = builder.newBuilderForField(descriptor);
        entry.setField(descriptor.getMessageType().findFieldByNumber(1), key);
        entry.setField(descriptor.getMessageType().findFieldByNumber(2), value);
        builder.addRepeatedField(descriptor, entry.build());
    }
}
