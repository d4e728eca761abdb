package dev.parley.proto.events;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether those who read by an earlier schema can read what is written by a later one, in binary and in JSON: nothing may go, change its
 * name, its number or its type. What is added is no matter.
 */
final class SchemaCompatibility {
    private final List<String> breaks = new ArrayList<>();

    private SchemaCompatibility() {}

    /** A sentence for each break; none when all goes on as before. */
    static List<String> breaks(FileDescriptorProto before, FileDescriptorProto now) {
        SchemaCompatibility found = new SchemaCompatibility();
        found.expect(before.getPackage().equals(now.getPackage()), "the package was " + before.getPackage());
        found.messages(before.getPackage(), before.getMessageTypeList(), now.getMessageTypeList());
        found.enums(before.getPackage(), before.getEnumTypeList(), now.getEnumTypeList());
        return found.breaks;
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            breaks.add(otherwise);
        }
    }

    private void messages(String scope, List<DescriptorProto> before, List<DescriptorProto> now) {
        Map<String, DescriptorProto> later = byName(now, DescriptorProto::getName);
        for (DescriptorProto message : before) {
            String name = scope + "." + message.getName();
            DescriptorProto found = later.get(message.getName());
            if (found == null) {
                breaks.add("message " + name + " is gone");
            } else {
                fields(name, message, found);
                messages(name, message.getNestedTypeList(), found.getNestedTypeList());
                enums(name, message.getEnumTypeList(), found.getEnumTypeList());
            }
        }
    }

    private void fields(String scope, DescriptorProto before, DescriptorProto now) {
        Map<String, FieldDescriptorProto> later = byName(now.getFieldList(), FieldDescriptorProto::getName);
        for (FieldDescriptorProto field : before.getFieldList()) {
            String name = scope + "." + field.getName();
            FieldDescriptorProto found = later.get(field.getName());
            if (found == null) {
                breaks.add("field " + name + " is gone");
                continue;
            }
            expect(field.getNumber() == found.getNumber(), "field " + name + " had the number " + field.getNumber());
            expect(
                    field.getType() == found.getType() && field.getTypeName().equals(found.getTypeName()),
                    "field " + name + " was of type " + type(field));
            expect(
                    (field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED)
                            == (found.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED),
                    "field " + name + " was "
                            + (field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED ? "repeated" : "single"));
            expect(jsonName(field).equals(jsonName(found)), "field " + name + " was " + jsonName(field) + " in JSON");
            expect(
                    oneof(before, field).equals(oneof(now, found)),
                    "field " + name + " was in oneof " + oneof(before, field));
        }
    }

    private static String type(FieldDescriptorProto field) {
        return field.getTypeName().isEmpty() ? field.getType().name() : field.getTypeName();
    }

    private static String jsonName(FieldDescriptorProto field) {
        return field.getJsonName().isEmpty() ? field.getName() : field.getJsonName();
    }

    private static String oneof(DescriptorProto message, FieldDescriptorProto field) {
        return field.hasOneofIndex() && !field.getProto3Optional()
                ? message.getOneofDecl(field.getOneofIndex()).getName()
                : "none";
    }

    private void enums(String scope, List<EnumDescriptorProto> before, List<EnumDescriptorProto> now) {
        Map<String, EnumDescriptorProto> later = byName(now, EnumDescriptorProto::getName);
        for (EnumDescriptorProto type : before) {
            String name = scope + "." + type.getName();
            EnumDescriptorProto found = later.get(type.getName());
            if (found == null) {
                breaks.add("enum " + name + " is gone");
                continue;
            }
            Map<String, Integer> values = found.getValueList().stream()
                    .collect(Collectors.toMap(value -> value.getName(), value -> value.getNumber()));
            type.getValueList()
                    .forEach(value -> expect(
                            Integer.valueOf(value.getNumber()).equals(values.get(value.getName())),
                            "enum value " + name + "." + value.getName() + " was " + value.getNumber()));
        }
    }

    private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
        return all.stream().collect(Collectors.toMap(name, Function.identity()));
    }
}
