package dev.parley.proto.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Writes messages as JSON: members in the order of their numbers, maps in the order they are held in. */
final class MessageWriter {
    private static final double MAX_EXACT = 1L << 53;

    private MessageWriter() {}

    static void write(JsonGenerator out, Message message, MessageType type) throws IOException {
        switch (type.shape()) {
            case MEMBERS -> writeMembers(out, message, type);
            case STRUCT -> writeStruct(out, (Struct) message);
            case VALUE -> writeValue(out, (Value) message);
            case LIST_VALUE -> writeList(out, (ListValue) message);
            case TIMESTAMP -> out.writeString(TimeText.format((Timestamp) message));
            case DURATION -> out.writeString(TimeText.format((Duration) message));
        }
    }

    private static void writeMembers(JsonGenerator out, Message message, MessageType type) throws IOException {
        out.writeStartObject();
        for (FieldType field : type.fields()) {
            if (field.isSet(message)) {
                Object value = field.get(message);
                if (field.required() || !isDefault(field, value)) {
                    out.writeFieldName(field.jsonName());
                    writeField(out, field, value);
                }
            }
        }
        out.writeEndObject();
    }

    /** True for what is as good as absent. */
    private static boolean isDefault(FieldType field, Object value) {
        return switch (field.shape()) {
            case OPTIONAL -> false;
            case LIST -> ((List<?>) value).isEmpty();
            case MAP -> ((Map<?, ?>) value).isEmpty();
            case PLAIN ->
                switch (field.value().kind()) {
                    case STRING -> ((String) value).isEmpty();
                    case BYTES -> ((ByteString) value).isEmpty();
                    case BOOL -> !((Boolean) value);
                    case INT32, ENUM -> (Integer) value == 0;
                    case INT64 -> (Long) value == 0;
                    // by bits: minus zero is a value
                    case FLOAT -> Float.floatToRawIntBits((Float) value) == 0;
                    case DOUBLE -> Double.doubleToRawLongBits((Double) value) == 0;
                    case MESSAGE -> false;
                };
        };
    }

    private static void writeField(JsonGenerator out, FieldType field, Object value) throws IOException {
        switch (field.shape()) {
            case PLAIN, OPTIONAL -> writeSingle(out, field.value(), value);
            case LIST -> {
                out.writeStartArray();
                for (Object element : (List<?>) value) {
                    writeSingle(out, field.value(), element);
                }
                out.writeEndArray();
            }
            case MAP -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    out.writeFieldName((String) entry.getKey());
                    writeSingle(out, field.value(), entry.getValue());
                }
                out.writeEndObject();
            }
        }
    }

    private static void writeSingle(JsonGenerator out, ValueType type, Object value) throws IOException {
        switch (type.kind()) {
            case STRING -> out.writeString((String) value);
            case BYTES -> out.writeString(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
            case BOOL -> out.writeBoolean((Boolean) value);
            case INT32 -> out.writeNumber((Integer) value);
            case INT64 -> out.writeString(Long.toString((Long) value));
            case FLOAT -> writeReal(out, Float.toString((Float) value), (Float) value);
            case DOUBLE -> writeReal(out, Double.toString((Double) value), (Double) value);
            case ENUM -> writeEnum(out, type.enumType(), (Integer) value);
            case MESSAGE -> write(out, (Message) value, type.messageType());
        }
    }

    private static void writeEnum(JsonGenerator out, EnumType type, Integer number) throws IOException {
        SerializableString name = type.name(number);
        if (name == null) {
            out.writeNumber(number);
        } else {
            out.writeString(name);
        }
    }

    private static void writeReal(JsonGenerator out, String text, double value) throws IOException {
        if (Double.isFinite(value)) {
            writeNumber(out, text, value);
        } else {
            out.writeString(text); // "NaN", "Infinity", "-Infinity"
        }
    }

    /** Whole numbers without a fraction: what came in as 42 must not go out as 42.0. */
    private static void writeNumber(JsonGenerator out, String text, double value) throws IOException {
        boolean whole = value == Math.rint(value) && Math.abs(value) <= MAX_EXACT;
        if (whole && (value != 0 || Double.doubleToRawLongBits(value) == 0)) {
            out.writeNumber((long) value);
        } else {
            out.writeNumber(text);
        }
    }

    private static void writeStruct(JsonGenerator out, Struct struct) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, Value> member : struct.getFieldsMap().entrySet()) {
            out.writeFieldName(member.getKey());
            writeValue(out, member.getValue());
        }
        out.writeEndObject();
    }

    private static void writeList(JsonGenerator out, ListValue list) throws IOException {
        out.writeStartArray();
        for (Value value : list.getValuesList()) {
            writeValue(out, value);
        }
        out.writeEndArray();
    }

    private static void writeValue(JsonGenerator out, Value value) throws IOException {
        switch (value.getKindCase()) {
            // a Value without a kind is no JSON at all; null is the nearest thing that is
            case NULL_VALUE, KIND_NOT_SET -> out.writeNull();
            case BOOL_VALUE -> out.writeBoolean(value.getBoolValue());
            case STRING_VALUE -> out.writeString(value.getStringValue());
            case STRUCT_VALUE -> writeStruct(out, value.getStructValue());
            case LIST_VALUE -> writeList(out, value.getListValue());
            case NUMBER_VALUE -> {
                double number = value.getNumberValue();
                if (Double.isFinite(number)) {
                    writeNumber(out, Double.toString(number), number);
                } else {
                    out.writeNull(); // JSON has none, and a string would be another value
                }
            }
        }
    }
}
