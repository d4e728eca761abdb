package dev.parley.proto.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads free JSON into {@code google.protobuf.Struct} and its kin; the same contract as {@link MessageReader}. */
final class StructReader {
    private static final Value NULL =
            Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();
    private static final Value TRUE = Value.newBuilder().setBoolValue(true).build();
    private static final Value FALSE = Value.newBuilder().setBoolValue(false).build();

    private StructReader() {}

    static @Nullable Struct struct(Reading in) throws IOException {
        JsonParser parser = in.parser();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            in.refuse("an object");
            return null;
        }
        if (!in.enter()) {
            return null; // the level of the map's entries
        }
        Struct.Builder struct = Struct.newBuilder();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            Value value = nested(in);
            if (value != null) {
                struct.putFields(name, value);
            }
        }
        in.leave();
        return struct.build();
    }

    static @Nullable ListValue list(Reading in) throws IOException {
        JsonParser parser = in.parser();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            in.refuse("an array");
            return null;
        }
        ListValue.Builder list = ListValue.newBuilder();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Value value = nested(in);
            if (value != null) {
                list.addValues(value);
            }
        }
        return list.build();
    }

    static @Nullable Value value(Reading in) throws IOException {
        JsonParser parser = in.parser();
        return switch (parser.currentToken()) {
            case VALUE_NULL -> NULL;
            case VALUE_TRUE -> TRUE;
            case VALUE_FALSE -> FALSE;
            case VALUE_STRING ->
                Value.newBuilder().setStringValue(parser.getText()).build();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in);
            case START_OBJECT -> structValue(in);
            case START_ARRAY -> listValue(in);
            default -> {
                in.refuse("a JSON value");
                yield null;
            }
        };
    }

    private static @Nullable Value nested(Reading in) throws IOException {
        if (!in.enter()) {
            return null;
        }
        Value value = value(in);
        in.leave();
        return value;
    }

    private static @Nullable Value number(Reading in) throws IOException {
        double number = in.parser().getDoubleValue();
        if (Double.isInfinite(number)) {
            in.refuse("a number that a double can hold");
            return null;
        }
        return Value.newBuilder().setNumberValue(number).build();
    }

    private static @Nullable Value structValue(Reading in) throws IOException {
        if (!in.enter()) {
            return null;
        }
        Struct struct = struct(in);
        in.leave();
        return struct == null ? null : Value.newBuilder().setStructValue(struct).build();
    }

    private static @Nullable Value listValue(Reading in) throws IOException {
        if (!in.enter()) {
            return null;
        }
        ListValue list = list(in);
        in.leave();
        return list == null ? null : Value.newBuilder().setListValue(list).build();
    }
}
