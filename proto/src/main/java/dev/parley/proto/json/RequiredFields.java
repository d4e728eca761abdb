package dev.parley.proto.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import dev.parley.proto.error.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks for what A2A calls REQUIRED ({@code google.api.field_behavior}) and a message lacks. In a message, "not there" and
 * "empty" are the same; empty text, an unspecified enum and an absent message are faults, numbers and booleans never are.
 * The specification wants at least one element in required lists and yet shows cards with {@code skills: []}; so lists may
 * be empty but for those without which a message says nothing at all.
 */
public final class RequiredFields {
    private static final Set<String> LISTS_NOT_EMPTY =
            Set.of("lf.a2a.v1.Message.parts", "lf.a2a.v1.AgentCard.supported_interfaces");
    // required only in the sense that it is always printed; it is empty on the last page
    private static final Set<String> MAY_BE_EMPTY = Set.of("lf.a2a.v1.ListTasksResponse.next_page_token");

    private RequiredFields() {}

    /**
     * @param path where the message stands; {@code $} for a whole document
     * @return a violation for each required field that is missing, inner messages included; empty when all is there
     */
    public static List<Violation> check(Message message, String path) {
        List<Violation> found = new ArrayList<>(0);
        check(message, MessageType.of(message), path, found);
        return found;
    }

    /** What an error says of a field that is not there. */
    static String missing(FieldType field) {
        return "missing (expected: " + expected(field) + ")";
    }

    private static void check(Message message, MessageType type, String path, List<Violation> found) {
        for (FieldType field : type.fields()) {
            if (field.required() && !mayBeAbsent(field) && isAbsent(field, message)) {
                found.add(new Violation(member(path, field), missing(field)));
            } else if (hasMessages(field)) {
                checkInner(message, field, path, found);
            }
        }
    }

    private static boolean mayBeAbsent(FieldType field) {
        return field.repeated()
                ? !LISTS_NOT_EMPTY.contains(field.fullName())
                : MAY_BE_EMPTY.contains(field.fullName());
    }

    private static boolean isAbsent(FieldType field, Message message) {
        if (field.repeated()) {
            return ((List<?>) field.get(message)).isEmpty();
        }
        return switch (field.kind()) {
            case STRING -> ((String) field.get(message)).isEmpty();
            case BYTES -> ((ByteString) field.get(message)).isEmpty();
            case ENUM -> ((EnumValueDescriptor) field.get(message)).getNumber() == 0;
            case MESSAGE -> !field.isSet(message);
            case BOOL, INT32, INT64, FLOAT, DOUBLE -> false;
        };
    }

    private static boolean hasMessages(FieldType field) {
        FieldType single = field.mapValue() == null ? field : field.mapValue();
        return single.kind() == FieldType.Kind.MESSAGE && single.messageType().fields().length > 0;
    }

    private static void checkInner(Message message, FieldType field, String path, List<Violation> found) {
        if (field.mapValue() != null) {
            for (Object each : (List<?>) field.get(message)) {
                MapEntry<?, ?> entry = (MapEntry<?, ?>) each;
                String inner = JsonPath.member(member(path, field), (String) entry.getKey());
                check((Message) entry.getValue(), field.mapValue().messageType(), inner, found);
            }
        } else if (field.repeated()) {
            List<?> elements = (List<?>) field.get(message);
            for (int i = 0; i < elements.size(); i++) {
                String inner = JsonPath.element(member(path, field), i);
                check((Message) elements.get(i), field.messageType(), inner, found);
            }
        } else if (field.isSet(message)) {
            check((Message) field.get(message), field.messageType(), member(path, field), found);
        }
    }

    private static String member(String path, FieldType field) {
        return JsonPath.member(path, field.jsonName().getValue());
    }

    private static String expected(FieldType field) {
        if (field.mapValue() != null) {
            return "an object";
        }
        if (field.repeated()) {
            return LISTS_NOT_EMPTY.contains(field.fullName()) ? "an array with at least one element" : "an array";
        }
        return switch (field.kind()) {
            case STRING -> "a string that is not empty";
            case BYTES -> "base64 that is not empty";
            case BOOL -> "true or false";
            case INT32, INT64, FLOAT, DOUBLE -> "a number";
            case ENUM -> field.enumType().expected();
            case MESSAGE -> "an object";
        };
    }
}
