package dev.parley.proto.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values of one enum, by their names in JSON. Immutable. */
final class EnumType {
    private final EnumDescriptor descriptor;
    private final Map<String, EnumValueDescriptor> byName = new HashMap<>();
    private final Map<Integer, SerializableString> names = new HashMap<>();
    private final String expected;

    EnumType(EnumDescriptor descriptor) {
        this.descriptor = descriptor;
        for (EnumValueDescriptor value : descriptor.getValues()) {
            byName.put(value.getName(), value);
            names.putIfAbsent(value.getNumber(), new SerializedString(value.getName()));
        }
        this.expected = descriptor.getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .map(EnumValueDescriptor::getName)
                .collect(Collectors.joining(", ", "one of ", ""));
    }

    @Nullable EnumValueDescriptor named(String name) {
        return byName.get(name);
    }

    /** Also for numbers that this build does not know: they travel on as they are. */
    EnumValueDescriptor numbered(int number) {
        return descriptor.findValueByNumberCreatingIfUnknown(number);
    }

    /** Null for a number without a name. */
    @Nullable SerializableString name(EnumValueDescriptor value) {
        return names.get(value.getNumber());
    }

    /** For error texts: {@code one of ROLE_USER, ROLE_AGENT}. */
    String expected() {
        return expected;
    }
}
