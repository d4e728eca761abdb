package dev.parley.proto.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import dev.parley.proto.json.FieldType.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages member by member. Every method starts with the parser on the first token of a value and leaves it on the
 * last; a null answer means that the value was wrong, was skipped, and that the {@link Reading} knows why.
 */
final class MessageReader {
    private final UnknownMembers unknown;

    MessageReader(UnknownMembers unknown) {
        this.unknown = unknown;
    }

    @Nullable Message read(Reading in, MessageType type) throws IOException {
        if (!in.enter()) {
            return null;
        }
        Message message =
                switch (type.shape()) {
                    case MEMBERS -> readMembers(in, type);
                    case STRUCT -> StructReader.struct(in);
                    case VALUE -> StructReader.value(in);
                    case LIST_VALUE -> StructReader.list(in);
                    case TIMESTAMP -> ScalarReader.timestamp(in);
                    case DURATION -> ScalarReader.duration(in);
                };
        in.leave();
        return message;
    }

    private @Nullable Message readMembers(Reading in, MessageType type) throws IOException {
        JsonParser parser = in.parser();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            in.refuse("an object");
            return null;
        }
        Message.Builder builder = type.newBuilder();
        long seen = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            FieldType field = type.field(name);
            JsonToken token = parser.nextToken();
            if (field == null) {
                unknown.count(name);
                parser.skipChildren();
                continue;
            }
            if ((seen & field.bit()) != 0) {
                // Jackson sees only equal spellings; this is contextId beside context_id
                throw new JsonParseException(parser, "Duplicate field '" + name + "' in two spellings");
            }
            if (token != JsonToken.VALUE_NULL || field.takesNull()) {
                seen |= field.bit();
                readField(in, field, builder);
            }
        }
        requireMembers(in, type, seen);
        return builder.build();
    }

    private static void requireMembers(Reading in, MessageType type, long seen) {
        if (in.strict() && (type.requiredBits() & ~seen) != 0) {
            for (FieldType field : type.fields()) {
                if (field.required() && (seen & field.bit()) == 0) {
                    in.missing(field);
                }
            }
        }
    }

    private void readField(Reading in, FieldType field, Message.Builder builder) throws IOException {
        if (field.mapValue() != null) {
            readMap(in, field, field.mapValue(), builder);
            return;
        }
        if (field.repeated()) {
            readList(in, field, builder);
            return;
        }
        OneofDescriptor oneof = field.oneof();
        if (oneof != null && builder.hasOneof(oneof)) {
            String other = builder.getOneofFieldDescriptor(oneof).getJsonName();
            in.refuse("only one of " + other + " and " + field.jsonName().getValue());
            return;
        }
        Object value = readValue(in, field);
        if (value != null) {
            field.set(builder, value);
        }
    }

    private void readList(Reading in, FieldType field, Message.Builder builder) throws IOException {
        JsonParser parser = in.parser();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            in.refuse("an array");
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Object value = readValue(in, field);
            if (value != null) {
                field.add(builder, value);
            }
        }
    }

    private void readMap(Reading in, FieldType field, FieldType valueField, Message.Builder builder)
            throws IOException {
        JsonParser parser = in.parser();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            in.refuse("an object");
            return;
        }
        if (!in.enter()) {
            return;
        }
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            Object value = readValue(in, valueField);
            if (value != null) {
                field.put(builder, key, value);
            }
        }
        in.leave();
    }

    private @Nullable Object readValue(Reading in, FieldType field) throws IOException {
        return field.kind() == Kind.MESSAGE ? read(in, field.messageType()) : ScalarReader.read(in, field);
    }
}
