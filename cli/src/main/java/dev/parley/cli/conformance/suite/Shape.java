package dev.parley.cli.conformance.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Holds JSON to the specification's own proto: what must be there, how names, enums, times and bytes are spelled, and
 * that a choice is made exactly once (§4, §5.5 to §5.7). Members that no message has are nobody's fault (§5.7).
 */
public final class Shape {
    /** What is wrong. */
    public enum Rule {
        REQUIRED,
        CAMEL_CASE,
        ENUM,
        TIME,
        BYTES,
        ONE_OF,
        TYPE
    }

    /** @param path where, {@code $.task.status} for instance */
    public record Violation(Rule rule, String path, String text) {
        @Override
        public String toString() {
            return path + ": " + text;
        }
    }

    private static final Pattern UTC = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
    private static final Pattern BASE64 =
            Pattern.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");
    // lists that the specification calls REQUIRED and shows empty; empty texts that say something
    private static final Set<String> MAY_BE_EMPTY = Set.of(
            "lf.a2a.v1.ListTasksResponse.tasks",
            "lf.a2a.v1.ListTasksResponse.next_page_token",
            "lf.a2a.v1.AgentCard.skills",
            "lf.a2a.v1.AgentCard.description",
            "lf.a2a.v1.AgentSkill.description");
    // of these, one must be chosen; elsewhere none may be
    private static final Set<String> MUST_CHOOSE =
            Set.of("Part", "SendMessageResponse", "StreamResponse", "SecurityScheme");

    private final List<Violation> found = new ArrayList<>();

    private Shape() {}

    /** Everything that is wrong with a document that should be such a message. */
    public static List<Violation> violations(JsonNode json, Descriptor type) {
        Shape shape = new Shape();
        shape.message(json, type, "$");
        return List.copyOf(shape.found);
    }

    private void add(Rule rule, String path, String text) {
        found.add(new Violation(rule, path, text));
    }

    private void message(JsonNode json, Descriptor type, String path) {
        if (type.getFullName().startsWith("google.protobuf.")) {
            wellKnown(json, type, path);
            return;
        }
        if (!json.isObject()) {
            add(Rule.TYPE, path, json + " (expected: an object, " + type.getName() + ")");
            return;
        }
        type.getFields().forEach(field -> field(json, field, path + "." + field.getJsonName()));
        type.getOneofs().stream()
                .filter(choice -> choice.getFields().size() > 1)
                .forEach(choice -> choice(json, choice, path));
    }

    private void wellKnown(JsonNode json, Descriptor type, String path) {
        switch (type.getName()) {
            case "Timestamp" -> {
                if (!UTC.matcher(json.asText()).matches()) {
                    add(Rule.TIME, path, json + " (expected: ISO 8601 in UTC, ending in Z)");
                }
            }
            case "Struct" -> {
                if (!json.isObject()) {
                    add(Rule.TYPE, path, json + " (expected: an object)");
                }
            }
            default -> {
                // a Value is anything
            }
        }
    }

    private void choice(JsonNode json, OneofDescriptor choice, String path) {
        List<String> chosen = choice.getFields().stream()
                .filter(field -> isChosen(json, field))
                .map(FieldDescriptor::getJsonName)
                .toList();
        boolean must = MUST_CHOOSE.contains(choice.getContainingType().getName());
        if (chosen.size() > 1 || (must && chosen.isEmpty())) {
            add(
                    Rule.ONE_OF,
                    path,
                    chosen + " (expected: exactly one of "
                            + choice.getFields().stream()
                                    .map(FieldDescriptor::getJsonName)
                                    .toList()
                            + ")");
        }
    }

    /** A null is no choice, but where any JSON is a value. */
    private static boolean isChosen(JsonNode json, FieldDescriptor field) {
        boolean isAnything = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType().getFullName().equals("google.protobuf.Value");
        return isAnything ? json.has(field.getJsonName()) : json.hasNonNull(field.getJsonName());
    }

    private void field(JsonNode json, FieldDescriptor field, String path) {
        if (!field.getName().equals(field.getJsonName()) && json.has(field.getName())) {
            add(Rule.CAMEL_CASE, path, field.getName() + " (expected: " + field.getJsonName() + ")");
        }
        JsonNode value = json.path(field.getJsonName());
        if (value.isMissingNode() || value.isNull()) {
            if (isRequired(field)) {
                add(Rule.REQUIRED, path, "missing");
            }
            return;
        }
        if (isRequired(field) && saysNothing(value) && !MAY_BE_EMPTY.contains(field.getFullName())) {
            add(Rule.REQUIRED, path, "empty");
        }
        if (field.isMapField()) {
            map(value, field, path);
        } else if (field.isRepeated()) {
            list(value, field, path);
        } else {
            value(value, field, path);
        }
    }

    private static boolean isRequired(FieldDescriptor field) {
        return field.getOptions().getExtension(FieldBehaviorProto.fieldBehavior).contains(FieldBehavior.REQUIRED);
    }

    private static boolean saysNothing(JsonNode value) {
        return (value.isTextual() && value.asText().isEmpty()) || (value.isArray() && value.isEmpty());
    }

    private void map(JsonNode value, FieldDescriptor field, String path) {
        type(value.isObject(), value, path, "an object");
        FieldDescriptor inner = field.getMessageType().findFieldByName("value");
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            value(entry.getValue(), inner, path + "." + entry.getKey());
        }
    }

    private void list(JsonNode value, FieldDescriptor field, String path) {
        if (!value.isArray()) {
            add(Rule.TYPE, path, value + " (expected: an array)");
            return;
        }
        for (int i = 0; i < value.size(); i++) {
            value(value.get(i), field, path + "[" + i + "]");
        }
    }

    private void value(JsonNode value, FieldDescriptor field, String path) {
        switch (field.getJavaType()) {
            case MESSAGE -> message(value, field.getMessageType(), path);
            case ENUM -> enumeration(value, field, path);
            case BYTE_STRING -> {
                if (!value.isTextual() || !BASE64.matcher(value.asText()).matches()) {
                    add(Rule.BYTES, path, value + " (expected: base64)");
                }
            }
            case STRING -> type(value.isTextual(), value, path, "a string");
            case BOOLEAN -> type(value.isBoolean(), value, path, "true or false");
            case INT, LONG, FLOAT, DOUBLE -> type(value.isNumber(), value, path, "a number");
        }
    }

    private void enumeration(JsonNode value, FieldDescriptor field, String path) {
        boolean known = value.isTextual() && field.getEnumType().findValueByName(value.asText()) != null;
        if (!known || value.asText().endsWith("_UNSPECIFIED")) {
            add(
                    Rule.ENUM,
                    path,
                    value + " (expected: one of "
                            + field.getEnumType().getValues().stream()
                                    .filter(one -> one.getNumber() != 0)
                                    .map(one -> one.getName())
                                    .toList()
                            + ")");
        }
    }

    private void type(boolean right, JsonNode value, String path, String expected) {
        if (!right) {
            add(Rule.TYPE, path, value + " (expected: " + expected + ")");
        }
    }
}
