package dev.parley.proto.extension;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.protobuf.Value.KindCase;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.json.TimeText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes typed members out of a JSON object inside metadata and notes whatever is wrong with them; null counts as
 * absent. Inner objects share the notes. Used by one thread.
 */
final class StructMembers {
    private static final int MAX_SHOWN = 60;

    private final Map<String, Value> all;
    private final Map<String, Value> rest;
    private final Set<String> asked = new LinkedHashSet<>();
    private final String path;
    private final List<Violation> violations;

    private StructMembers(Map<String, Value> all, String path, List<Violation> violations) {
        this.all = all;
        this.rest = new TreeMap<>(all);
        this.path = path;
        this.violations = violations;
    }

    /** @throws A2aException INVALID_PARAMS if the value is no object */
    static StructMembers of(Value value, String path) {
        if (!value.hasStructValue()) {
            throw A2aException.invalidParams(path, shown(value) + " (expected: an object)");
        }
        return new StructMembers(value.getStructValue().getFieldsMap(), path, new ArrayList<>(0));
    }

    Optional<String> text(String name) {
        return take(name, value -> value.hasStringValue(), "a string").map(Value::getStringValue);
    }

    List<String> texts(String name) {
        return take(name, StructMembers::isTexts, "an array of strings that are not empty").stream()
                .flatMap(value -> value.getListValue().getValuesList().stream())
                .map(Value::getStringValue)
                .toList();
    }

    Optional<Double> number(String name, double max) {
        Predicate<Value> inRange =
                value -> value.hasNumberValue() && value.getNumberValue() >= 0 && value.getNumberValue() <= max;
        String expected = max == Double.MAX_VALUE ? "a number, 0 or more" : "a number from 0 to " + Math.round(max);
        return take(name, inRange, expected).map(Value::getNumberValue);
    }

    /** @param highest at most {@link Integer#MAX_VALUE} */
    Optional<Integer> integer(String name, int highest) {
        return take(
                        name,
                        value -> value.hasNumberValue()
                                && value.getNumberValue() >= 0
                                && value.getNumberValue() <= highest
                                && value.getNumberValue() == Math.rint(value.getNumberValue()),
                        "a whole number from 0 to " + highest)
                .map(value -> (int) value.getNumberValue());
    }

    Optional<Timestamp> timestamp(String name) {
        return take(
                        name,
                        value -> value.hasStringValue() && TimeText.parseTimestamp(value.getStringValue()) != null,
                        "a time in RFC 3339, such as \"2026-11-30T08:00:00Z\"")
                .map(value -> TimeText.parseTimestamp(value.getStringValue()));
    }

    Optional<Duration> duration(String name) {
        return take(
                        name,
                        value -> positive(value) != null,
                        "a time above 0 in seconds with the unit s, such as \"30s\"")
                .map(StructMembers::positive);
    }

    Optional<StructMembers> inner(String name) {
        return take(name, value -> value.hasStructValue(), "an object")
                .map(value -> new StructMembers(value.getStructValue().getFieldsMap(), member(name), violations));
    }

    /** Notes that a member is wrong. */
    void refuse(String name, String expected) {
        Value value = all.getOrDefault(name, Value.getDefaultInstance());
        violations.add(new Violation(member(name), shown(value) + " (expected: " + expected + ")"));
    }

    /** Notes every member that nobody took. */
    void refuseRest() {
        String expected = "unknown (expected: one of " + String.join(", ", asked) + ")";
        rest.keySet().forEach(name -> violations.add(new Violation(member(name), expected)));
    }

    void throwIfWrong() {
        if (!violations.isEmpty()) {
            String more = violations.size() > 1 ? " (and " + (violations.size() - 1) + " more)" : "";
            throw new A2aException(A2aErrorCode.INVALID_PARAMS, violations.getFirst() + more, violations);
        }
    }

    private Optional<Value> take(String name, Predicate<Value> valid, String expected) {
        asked.add(name);
        Value value = rest.remove(name);
        if (value == null || value.hasNullValue()) {
            return Optional.empty();
        }
        if (!valid.test(value)) {
            refuse(name, expected);
            return Optional.empty();
        }
        return Optional.of(value);
    }

    private String member(String name) {
        return ProtoJson.memberPath(path, name);
    }

    private static boolean isTexts(Value value) {
        return value.hasListValue()
                && value.getListValue().getValuesList().stream()
                        .allMatch(element -> element.hasStringValue()
                                && !element.getStringValue().isEmpty());
    }

    private static @Nullable Duration positive(Value value) {
        Duration duration = value.hasStringValue() ? TimeText.parseDuration(value.getStringValue()) : null;
        return duration == null
                        || duration.getSeconds() < 0
                        || duration.getNanos() < 0
                        || duration.equals(Duration.getDefaultInstance())
                ? null
                : duration;
    }

    private static String shown(Value value) {
        if (value.getKindCase() == KindCase.STRUCT_VALUE) {
            return "an object";
        }
        if (value.getKindCase() == KindCase.LIST_VALUE) {
            return "an array";
        }
        String json = ProtoJson.toString(value);
        return json.length() <= MAX_SHOWN ? json : json.substring(0, MAX_SHOWN) + "…";
    }
}
