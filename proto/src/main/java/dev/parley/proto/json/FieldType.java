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
    /** How many values the field has, and how it tells that it has none. */
    enum Shape {
        /** One value; the default is as good as none. */
        PLAIN,
        /** One value that is there or not, whatever it is. */
        OPTIONAL,
        LIST,
        MAP
    }

    private final FieldDescriptor descriptor;
    private final Shape shape;
    private final ValueType value;
    private final boolean required;
    private final boolean demanded;
    private final long bit;
    private final @Nullable OneofDescriptor oneof;
    private final SerializableString jsonName;
    private final Accessors.Getter getter;
    private final Accessors.@Nullable Presence presence;
    private final Accessors.@Nullable Setter setter;
    private final Accessors.@Nullable MapSetter mapSetter;

    FieldType(FieldDescriptor descriptor, Message owner) {
        Accessors accessors = new Accessors(descriptor, owner);
        this.descriptor = descriptor;
        this.shape = shapeOf(descriptor);
        this.value = shape == Shape.MAP ? mapValueOf(descriptor, owner) : ValueType.of(descriptor, owner);
        this.jsonName = new SerializedString(descriptor.getJsonName());
        this.required = descriptor
                .getOptions()
                .getExtension(FieldBehaviorProto.fieldBehavior)
                .contains(FieldBehavior.REQUIRED);
        this.bit = 1L << descriptor.getIndex();
        this.oneof = descriptor.getRealContainingOneof();
        this.getter = accessors.getter();
        this.presence = shape == Shape.OPTIONAL ? accessors.presence() : null;
        this.setter = shape == Shape.MAP ? null : accessors.setter();
        this.mapSetter = shape == Shape.MAP ? accessors.mapSetter() : null;
        this.demanded = RequiredFields.demands(descriptor.getFullName(), required, shape);
    }

    private static Shape shapeOf(FieldDescriptor descriptor) {
        if (descriptor.isMapField()) {
            return Shape.MAP;
        }
        if (descriptor.isRepeated()) {
            return Shape.LIST;
        }
        return descriptor.hasPresence() ? Shape.OPTIONAL : Shape.PLAIN;
    }

    private static ValueType mapValueOf(FieldDescriptor map, Message owner) {
        FieldDescriptor key = map.getMessageType().findFieldByNumber(1);
        FieldDescriptor value = map.getMessageType().findFieldByNumber(2);
        if (key.getType() != FieldDescriptor.Type.STRING || value.getType() == FieldDescriptor.Type.ENUM) {
            throw new IllegalArgumentException(
                    map.getFullName() + " (expected: a map from strings to anything but enums; A2A has no others)");
        }
        Message entry = owner.newBuilderForType().newBuilderForField(map).getDefaultInstanceForType();
        return ValueType.of(value, entry);
    }

    Shape shape() {
        return shape;
    }

    ValueType value() {
        return value;
    }

    /** The bit that stands for this field in a set of its message's fields. */
    long bit() {
        return bit;
    }

    /** The specification calls it REQUIRED. */
    boolean required() {
        return required;
    }

    /** A message without it (or with nothing in it) is at fault; see {@link RequiredFields}. */
    boolean demanded() {
        return demanded;
    }

    /** The oneof this field is a member of, if it is one that the proto file spells out. */
    @Nullable
    OneofDescriptor oneof() {
        return oneof;
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

    /** True when null is a value of this field, not its absence. */
    boolean takesNull() {
        return shape == Shape.OPTIONAL
                && value.kind() == ValueType.Kind.MESSAGE
                && value.messageType().shape() == MessageType.Shape.VALUE;
    }

    /** The value, a List of values, or a Map of them; the default when the field is not set. */
    Object get(Message message) {
        return getter.get(message);
    }

    /** False for a field that is there or not, and is not. */
    boolean isSet(Message message) {
        return presence == null || presence.isSet(message);
    }

    /** Sets the one value, or adds one to the list. */
    void set(Message.Builder builder, Object element) {
        if (setter == null) {
            throw new IllegalStateException(fullName() + " (expected: no map)");
        }
        setter.set(builder, element);
    }

    void put(Message.Builder builder, String key, Object element) {
        if (mapSetter == null) {
            throw new IllegalStateException(fullName() + " (expected: a map)");
        }
        mapSetter.put(builder, key, element);
    }
}
