package dev.parley.proto.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Message;
import dev.parley.proto.json.ValueType.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages member by member. Every method starts with the parser on the first token of a value and leaves it on
 * the last; a null answer means that the value was wrong, was skipped, and that the {@link Reading} knows why.
 */
final class MessageReader {
    private final UnknownMembers unknown;

    MessageReader(UnknownMembers unknown) {
        this.unknown = unknown;
    }

    @Nullable
    Message read(Reading in, MessageType type) throws IOException {
        if (!in.enter()) {
            return null;
        }
        Message message = switch (type.shape()) {
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
            if (token == JsonToken.VALUE_NULL && !field.takesNull()) {
                continue;
            }
            FieldType other = type.otherOfOneof(field, seen);
            seen |= field.bit();
            if (other == null) {
                readField(in, field, builder);
            } else {
                in.refuse("only one of " + other.jsonName().getValue() + " and "
                        + field.jsonName().getValue());
            }
        }
        requireMembers(in, type, seen);
        return builder.build();
    }

    private static void requireMembers(Reading in, MessageType type, long seen) {
        if (in.completeness() == Completeness.STRICT && (type.requiredBits() & ~seen) != 0) {
            for (FieldType field : type.fields()) {
                if (field.required() && (seen & field.bit()) == 0) {
                    in.missing(field);
                }
            }
        }
    }

    private void readField(Reading in, FieldType field, Message.Builder builder) throws IOException {
        switch (field.shape()) {
            case PLAIN, OPTIONAL -> {
                Object value = readValue(in, field.value());
                if (value != null) {
                    field.set(builder, value);
                }
            }
            case LIST -> readList(in, field, builder);
            case MAP -> readMap(in, field, builder);
        }
    }

    private void readList(Reading in, FieldType field, Message.Builder builder) throws IOException {
        JsonParser parser = in.parser();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            in.refuse("an array");
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Object value = readValue(in, field.value());
            if (value != null) {
                field.set(builder, value);
            }
        }
    }

    private void readMap(Reading in, FieldType field, Message.Builder builder) throws IOException {
        JsonParser parser = in.parser();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            in.refuse("an object");
            return;
        }
        if (!in.enter()) {
            return; // the level of the map's entries
        }
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            Object value = readValue(in, field.value());
            if (value != null) {
                field.put(builder, key, value);
            }
        }
        in.leave();
    }

    private @Nullable Object readValue(Reading in, ValueType type) throws IOException {
        return type.kind() == Kind.MESSAGE ? read(in, type.messageType()) : ScalarReader.read(in, type);
    }
}
