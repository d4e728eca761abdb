package dev.parley.registry.card;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.Value.KindCase;
import dev.parley.proto.error.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One object of a card while it is read; what is wrong is noted with its path, and reading goes on. */
final class CardMembers {
    private final Struct object;
    private final String path;
    private final List<Violation> violations;

    private CardMembers(Struct object, String path, List<Violation> violations) {
        this.object = object;
        this.path = path;
        this.violations = violations;
    }

    static CardMembers root(Struct card) {
        return new CardMembers(card, "$", new ArrayList<>());
    }

    /** Another object of the same card, found some other way; what is wrong with it is noted with the rest. */
    CardMembers at(Struct inner, String innerPath) {
        return new CardMembers(inner, innerPath, violations);
    }

    Struct object() {
        return object;
    }

    List<Violation> violations() {
        return violations;
    }

    String path(String name) {
        return path + "." + name;
    }

    void refuse(String at, String description) {
        violations.add(new Violation(at, description));
    }

    /** Text that must be there and not blank; empty text when it is not, which is then noted. */
    String requiredText(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty() && !has(name)) {
            refuse(path(name), "missing (expected: a string that is not empty)");
        } else if (text.isPresent() && text.get().isBlank()) {
            refuse(path(name), "empty (expected: a string that is not empty)");
        }
        return text.orElse("");
    }

    Optional<String> text(String name) {
        return member(name, KindCase.STRING_VALUE, "a string").map(Value::getStringValue);
    }

    boolean flag(String name) {
        return member(name, KindCase.BOOL_VALUE, "true or false")
                .map(Value::getBoolValue)
                .orElse(false);
    }

    Optional<Double> number(String name, double max) {
        Optional<Double> number =
                member(name, KindCase.NUMBER_VALUE, "a number").map(Value::getNumberValue);
        if (number.isPresent() && !(number.get() >= 0 && number.get() <= max)) {
            String upTo = max == Double.MAX_VALUE ? "a number from 0 on" : "a number from 0 to " + (long) max;
            refuse(path(name), number.get() + " (expected: " + upTo + ")");
            return Optional.empty();
        }
        return number;
    }

    Optional<CardMembers> object(String name) {
        return member(name, KindCase.STRUCT_VALUE, "an object")
                .map(value -> new CardMembers(value.getStructValue(), path(name), violations));
    }

    List<Value> list(String name) {
        return member(name, KindCase.LIST_VALUE, "an array")
                .map(value -> value.getListValue().getValuesList())
                .orElse(List.of());
    }

    /** The strings of a list; other elements are noted. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        List<Value> values = list(name);
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).hasStringValue()
                    && !values.get(i).getStringValue().isBlank()) {
                texts.add(values.get(i).getStringValue().strip());
            } else {
                refuse(path(name) + "[" + i + "]", "(expected: a string that is not empty)");
            }
        }
        return texts;
    }

    /** An element of a list as an object; noted when it is none. */
    Optional<CardMembers> element(String name, int index, Value value) {
        String at = path(name) + "[" + index + "]";
        if (!value.hasStructValue()) {
            refuse(at, "(expected: an object)");
            return Optional.empty();
        }
        return Optional.of(new CardMembers(value.getStructValue(), at, violations));
    }

    boolean has(String name) {
        return kind(name) != KindCase.NULL_VALUE;
    }

    private KindCase kind(String name) {
        Value value = object.getFieldsMap().get(name);
        return value == null ? KindCase.NULL_VALUE : value.getKindCase();
    }

    private Optional<Value> member(String name, KindCase expected, String words) {
        Value value = object.getFieldsMap().get(name);
        if (value == null || value.hasNullValue()) {
            return Optional.empty();
        }
        if (value.getKindCase() != expected) {
            refuse(path(name), "(expected: " + words + ")");
            return Optional.empty();
        }
        return Optional.of(value);
    }
}
