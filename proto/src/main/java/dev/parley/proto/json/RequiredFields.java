package dev.parley.proto.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.parley.proto.error.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for what A2A calls REQUIRED ({@code google.api.field_behavior}) and a message lacks. In a message, "not there"
 * and "empty" are the same; empty text, an unspecified enum and an absent message are faults, numbers and booleans
 * never are. The specification wants at least one element in required lists and yet shows cards with {@code skills:
 * []}; so lists may be empty but for those without which a message says nothing at all.
 */
public final class RequiredFields {
    private static final Set<String> LISTS_NOT_EMPTY = Set.of(
            "lf.a2a.v1.Message.parts",
            "lf.a2a.v1.AgentCard.supported_interfaces",
            "parley.a2a.v01.Message.parts",
            "parley.a2a.v03.Message.parts",
            "a2a.v1.Message.content");
    // required only in the sense that it is always printed; it is empty on the last page
    private static final Set<String> MAY_BE_EMPTY =
            Set.of("lf.a2a.v1.ListTasksResponse.next_page_token", "parley.a2a.v03.ListTasksResult.next_page_token");

    private RequiredFields() {}

    /**
     * @param path where the message stands; {@code $} for a whole document
     * @return a violation for each required field that is missing, inner messages included; empty when all is there
     */
    public static List<Violation> check(Message message, String path) {
        MessageType type = MessageType.of(message);
        if (isComplete(message, type)) {
            return List.of(); // nearly always, and without making paths for nobody
        }
        List<Violation> found = new ArrayList<>();
        check(message, type, path, found);
        return found;
    }

    /** What an error says of a field that is not there. */
    static String missing(FieldType field) {
        return "missing (expected: " + expected(field) + ")";
    }

    /** True for a field whose absence in a message is a fault. */
    static boolean demands(String fullName, boolean required, FieldType.Shape shape) {
        return required
                && switch (shape) {
                    case LIST, MAP -> LISTS_NOT_EMPTY.contains(fullName);
                    case PLAIN, OPTIONAL -> !MAY_BE_EMPTY.contains(fullName);
                };
    }

    private static boolean isComplete(Message message, MessageType type) {
        for (FieldType field : type.fields()) {
            if (field.demanded() && isAbsent(field, message)) {
                return false;
            }
            if (field.value().kind() == ValueType.Kind.MESSAGE && !isCompleteInside(message, field)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCompleteInside(Message message, FieldType field) {
        MessageType inner = field.value().messageType();
        if (inner.fields().length == 0 || !field.isSet(message)) {
            return true;
        }
        Object value = field.get(message);
        return switch (field.shape()) {
            case MAP -> ((Map<?, ?>) value).values().stream().allMatch(each -> isComplete((Message) each, inner));
            case LIST -> areComplete((List<?>) value, inner);
            case PLAIN, OPTIONAL -> isComplete((Message) value, inner);
        };
    }

    private static boolean areComplete(List<?> elements, MessageType type) {
        for (Object element : elements) {
            if (!isComplete((Message) element, type)) {
                return false;
            }
        }
        return true;
    }

    private static void check(Message message, MessageType type, String path, List<Violation> found) {
        for (FieldType field : type.fields()) {
            if (field.demanded() && isAbsent(field, message)) {
                found.add(new Violation(member(path, field), missing(field)));
            } else if (field.value().kind() == ValueType.Kind.MESSAGE) {
                checkInner(message, field, path, found);
            }
        }
    }

    private static boolean isAbsent(FieldType field, Message message) {
        return switch (field.shape()) {
            case MAP -> ((Map<?, ?>) field.get(message)).isEmpty();
            case LIST -> ((List<?>) field.get(message)).isEmpty();
            case OPTIONAL -> !field.isSet(message) || isEmpty(field, field.get(message));
            case PLAIN -> isEmpty(field, field.get(message));
        };
    }

    private static boolean isEmpty(FieldType field, Object value) {
        return switch (field.value().kind()) {
            case STRING -> ((String) value).isEmpty();
            case BYTES -> ((ByteString) value).isEmpty();
            case ENUM -> (Integer) value == 0;
            case MESSAGE, BOOL, INT32, INT64, FLOAT, DOUBLE -> false;
        };
    }

    private static void checkInner(Message message, FieldType field, String path, List<Violation> found) {
        MessageType inner = field.value().messageType();
        if (inner.fields().length == 0) {
            return; // free JSON, times
        }
        switch (field.shape()) {
            case MAP ->
                ((Map<?, ?>) field.get(message))
                        .forEach((key, value) -> check(
                                (Message) value, inner, JsonPath.member(member(path, field), (String) key), found));
            case LIST -> {
                List<?> elements = (List<?>) field.get(message);
                for (int i = 0; i < elements.size(); i++) {
                    check((Message) elements.get(i), inner, JsonPath.element(member(path, field), i), found);
                }
            }
            case PLAIN, OPTIONAL -> {
                if (field.isSet(message)) {
                    check((Message) field.get(message), inner, member(path, field), found);
                }
            }
        }
    }

    private static String member(String path, FieldType field) {
        return JsonPath.member(path, field.jsonName().getValue());
    }

    private static String expected(FieldType field) {
        return switch (field.shape()) {
            case MAP -> "an object";
            case LIST -> field.demanded() ? "an array with at least one element" : "an array";
            case PLAIN, OPTIONAL ->
                switch (field.value().kind()) {
                    case STRING -> "a string that is not empty";
                    case BYTES -> "base64 that is not empty";
                    case BOOL -> "true or false";
                    case INT32, INT64, FLOAT, DOUBLE -> "a number";
                    case ENUM -> field.value().enumType().expected();
                    case MESSAGE -> "an object";
                };
        };
    }
}
