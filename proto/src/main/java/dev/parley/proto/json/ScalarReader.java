package dev.parley.proto.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads values that are one token; the same contract as {@link MessageReader}. */
final class ScalarReader {
    private static final double MAX_EXACT = 1L << 53;

    private ScalarReader() {}

    static @Nullable Object read(Reading in, ValueType type) throws IOException {
        return switch (type.kind()) {
            case STRING -> string(in, "a string");
            case BOOL -> bool(in);
            case INT32 -> int32(in);
            case INT64 -> int64(in);
            case FLOAT -> float32(in);
            case DOUBLE -> float64(in);
            case BYTES -> bytes(in);
            case ENUM -> enumValue(in, type.enumType());
            case MESSAGE -> throw new IllegalArgumentException("a message (expected: a value of one token)");
        };
    }

    static @Nullable Timestamp timestamp(Reading in) throws IOException {
        String expected = "an RFC 3339 time with its offset, such as 2026-11-21T10:15:30.123Z";
        String text = string(in, expected);
        Timestamp time = text == null ? null : TimeText.parseTimestamp(text);
        if (text != null && time == null) {
            in.refuse(expected);
        }
        return time;
    }

    static @Nullable Duration duration(Reading in) throws IOException {
        String expected = "seconds with the unit s, such as \"30s\" or \"1.5s\"";
        String text = string(in, expected);
        Duration duration = text == null ? null : TimeText.parseDuration(text);
        if (text != null && duration == null) {
            in.refuse(expected);
        }
        return duration;
    }

    private static @Nullable String string(Reading in, String expected) throws IOException {
        if (in.parser().currentToken() != JsonToken.VALUE_STRING) {
            in.refuse(expected);
            return null;
        }
        return in.parser().getText();
    }

    private static @Nullable Boolean bool(Reading in) throws IOException {
        return switch (in.parser().currentToken()) {
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> {
                in.refuse("true or false");
                yield null;
            }
        };
    }

    private static @Nullable Integer int32(Reading in) throws IOException {
        Long number = wholeNumber(in.parser());
        if (number == null || number != number.intValue()) {
            in.refuse("a whole number of 32 bits");
            return null;
        }
        return number.intValue();
    }

    private static @Nullable Long int64(Reading in) throws IOException {
        Long number = wholeNumber(in.parser());
        if (number == null) {
            in.refuse("a whole number of 64 bits");
        }
        return number;
    }

    /** Null when it is none. ProtoJSON also takes 1.0, 1e3 and numbers in strings. */
    private static @Nullable Long wholeNumber(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> parser.getNumberType() == NumberType.BIG_INTEGER ? null : parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> whole(parser.getDoubleValue());
            case VALUE_STRING -> wholeNumber(parser.getText());
            default -> null;
        };
    }

    private static @Nullable Long wholeNumber(String text) {
        Long plain = JsonNumber.parseWhole(text);
        if (plain != null) {
            return plain;
        }
        Double number = JsonNumber.parse(text);
        return number == null ? null : whole(number);
    }

    private static @Nullable Long whole(double number) {
        return number == Math.rint(number) && Math.abs(number) <= MAX_EXACT ? (long) number : null;
    }

    private static @Nullable Float float32(Reading in) throws IOException {
        Double number = real(in.parser());
        boolean fits = number != null && (Double.isInfinite(number) || !Float.isInfinite(number.floatValue()));
        if (number == null || !fits) {
            in.refuse("a number of 32 bits, \"NaN\", \"Infinity\" or \"-Infinity\"");
            return null;
        }
        return number.floatValue();
    }

    private static @Nullable Double float64(Reading in) throws IOException {
        Double number = real(in.parser());
        if (number == null) {
            in.refuse("a number of 64 bits, \"NaN\", \"Infinity\" or \"-Infinity\"");
        }
        return number;
    }

    private static @Nullable Double real(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                double number = parser.getDoubleValue();
                yield Double.isInfinite(number) ? null : number;
            }
            case VALUE_STRING ->
                switch (parser.getText()) {
                    case "NaN" -> Double.NaN;
                    case "Infinity" -> Double.POSITIVE_INFINITY;
                    case "-Infinity" -> Double.NEGATIVE_INFINITY;
                    default -> JsonNumber.parse(parser.getText());
                };
            default -> null;
        };
    }

    private static @Nullable ByteString bytes(Reading in) throws IOException {
        String text = string(in, "a string in base64");
        if (text == null) {
            return null;
        }
        boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            byte[] bytes = (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
            return UnsafeByteOperations.unsafeWrap(bytes);
        } catch (IllegalArgumentException notBase64) {
            in.refuse("base64");
            return null;
        }
    }

    private static @Nullable Integer enumValue(Reading in, EnumType type) throws IOException {
        JsonParser parser = in.parser();
        Integer value = null;
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            String name = parser.getText();
            value = in.completeness() == Completeness.LENIENT ? type.looseNumber(name) : type.number(name);
        } else if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == NumberType.INT) {
            value = parser.getIntValue();
        }
        if (value == null) {
            in.refuse(type.expected());
        }
        return value;
    }
}
