package dev.parley.edge.rest;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.edge.http.JsonContent;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.json.ProtoJson;
import io.micronaut.http.HttpRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a request, read member by member, in camelCase or snake_case. What is wrong is collected, so that
 * {@link #check} tells everything at once; a member nobody asked for is wrong too. For one thread.
 */
final class RestBody {
    private static final int LONGEST_SHOWN = 60;
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    private final Struct members;
    private final String path;
    private final List<Violation> violations;
    private final Set<String> asked = new HashSet<>();

    private RestBody(Struct members, String path, List<Violation> violations) {
        this.members = members;
        this.path = path;
        this.violations = violations;
    }

    /**
     * @throws A2aException CONTENT_TYPE_NOT_SUPPORTED, PARSE_ERROR, or INVALID_PARAMS when it is no object
     */
    static RestBody read(HttpRequest<?> request, byte[] body) {
        JsonContent.require(request);
        return new RestBody(ProtoJson.read(body, Struct.getDefaultInstance()), "$", new ArrayList<>());
    }

    /** An object that came as part of something else. */
    static RestBody of(Struct members, String path) {
        return new RestBody(members, path, new ArrayList<>());
    }

    /** An object inside another one; its violations count as the other's. */
    private RestBody nested(Struct object, String name) {
        return new RestBody(object, path + "." + name, violations);
    }

    boolean has(String name) {
        return find(name) != null;
    }

    Optional<String> text(String name) {
        Value value = find(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.hasStringValue() || value.getStringValue().isBlank()) {
            wrong(name, "a text that is not blank");
            return Optional.empty();
        }
        return Optional.of(value.getStringValue());
    }

    Optional<Double> number(String name) {
        Value value = find(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.hasNumberValue()) {
            wrong(name, "a number");
            return Optional.empty();
        }
        return Optional.of(value.getNumberValue());
    }

    Optional<Integer> integer(String name, int min, int max) {
        Optional<Double> number = number(name);
        if (number.isPresent()
                && (number.get() != Math.rint(number.get()) || number.get() < min || number.get() > max)) {
            wrong(name, "a whole number from " + min + " to " + max);
            return Optional.empty();
        }
        return number.map(Double::intValue);
    }

    boolean flag(String name) {
        Value value = find(name);
        if (value != null && !value.hasBoolValue()) {
            wrong(name, "true or false");
        }
        return value != null && value.getBoolValue();
    }

    List<String> texts(String name) {
        Value value = find(name);
        if (value == null) {
            return List.of();
        }
        ListValue list = value.getListValue();
        if (!value.hasListValue() || !list.getValuesList().stream().allMatch(Value::hasStringValue)) {
            wrong(name, "an array of texts");
            return List.of();
        }
        return list.getValuesList().stream().map(Value::getStringValue).toList();
    }

    Optional<RestBody> object(String name) {
        return struct(name).map(object -> nested(object, name));
    }

    Optional<Struct> struct(String name) {
        Value value = find(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.hasStructValue()) {
            wrong(name, "an object");
            return Optional.empty();
        }
        return Optional.of(value.getStructValue());
    }

    /** Any JSON value but null. */
    Optional<Value> value(String name) {
        return Optional.ofNullable(find(name));
    }

    /** Adds a violation for a member. */
    void wrong(String name, String expected) {
        Value value = find(name);
        String found = value == null
                ? "missing"
                : switch (value.getKindCase()) {
                    case STRUCT_VALUE -> "an object";
                    case LIST_VALUE -> "an array";
                    case NULL_VALUE, NUMBER_VALUE, STRING_VALUE, BOOL_VALUE, KIND_NOT_SET ->
                        shortened(ProtoJson.toString(value));
                };
        violations.add(new Violation(path + "." + name, found + " (expected: " + expected + ")"));
    }

    private static String shortened(String json) {
        return json.length() <= LONGEST_SHOWN ? json : json.substring(0, LONGEST_SHOWN) + "…";
    }

    /**
     * @throws A2aException INVALID_PARAMS with every violation
     */
    void check() {
        refuseOthers();
        if (!violations.isEmpty()) {
            throw new A2aException(
                    A2aErrorCode.INVALID_PARAMS,
                    violations.size() == 1
                            ? violations.getFirst().toString()
                            : violations.size() + " things are wrong with the body, the first: "
                                    + violations.getFirst(),
                    violations);
        }
    }

    /** A member that was not asked for is a violation: it is more often a typing error than meant to be ignored. */
    void refuseOthers() {
        for (String name : members.getFieldsMap().keySet()) {
            if (!asked.contains(name)) {
                violations.add(new Violation(path + "." + name, "unknown member (expected: " + known() + ")"));
            }
        }
    }

    private String known() {
        return String.join(
                ", ",
                asked.stream().filter(name -> name.indexOf('_') < 0).sorted().toList());
    }

    private @Nullable Value find(String name) {
        String snake = CAPITAL.matcher(name)
                .replaceAll(capital -> "_" + capital.group().toLowerCase(Locale.ROOT));
        asked.add(name);
        asked.add(snake);
        Value value = members.getFieldsMap().get(name);
        if (value == null) {
            value = members.getFieldsMap().get(snake);
        }
        return value == null || value.hasNullValue() ? null : value;
    }
}
