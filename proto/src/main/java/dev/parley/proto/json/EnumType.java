package dev.parley.proto.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import dev.parley.proto.json.names.JsonNames;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values of one enum, by their names in JSON. Immutable. */
final class EnumType {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> looseNumbers = new HashMap<>();
    private final Map<Integer, SerializableString> names = new HashMap<>();
    private final String expected;

    EnumType(EnumDescriptor descriptor) {
        // protobuf's names begin with their enum's: ROLE_USER, TASK_STATE_WORKING
        String prefix = loose(descriptor.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_") + "_");
        for (EnumValueDescriptor value : descriptor.getValues()) {
            looseNumbers.put(value.getName(), value.getNumber());
            looseNumbers.put(value.getName().replaceFirst("^" + prefix, ""), value.getNumber());
            numbers.put(nameOf(value), value.getNumber());
            names.putIfAbsent(value.getNumber(), new SerializedString(nameOf(value)));
        }
        this.expected = descriptor.getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .map(EnumType::nameOf)
                .collect(Collectors.joining(", ", "one of ", ""));
    }

    /** Its own, unless the schema says what it is called in JSON. */
    private static String nameOf(EnumValueDescriptor value) {
        return value.getOptions().hasExtension(JsonNames.name)
                ? value.getOptions().getExtension(JsonNames.name)
                : value.getName();
    }

    @Nullable
    Integer number(String name) {
        return numbers.get(name);
    }

    /** Of a name as any version of A2A spells it: {@code ROLE_USER}, {@code user}. */
    @Nullable
    Integer looseNumber(String name) {
        Integer number = numbers.get(name);
        return number == null ? looseNumbers.get(loose(name)) : number;
    }

    private static String loose(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Null for a number without a name: such numbers travel on as they are. */
    @Nullable
    SerializableString name(Integer number) {
        return names.get(number);
    }

    /** For error texts: {@code one of ROLE_USER, ROLE_AGENT}. */
    String expected() {
        return expected;
    }
}
