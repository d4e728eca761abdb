package dev.parley.task.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

/** JSON in the one form of RFC 8785, so that equal values have equal hashes, whoever wrote them. Numbers are finite. */
final class CanonicalJson {
    // ECMAScript writes numbers plainly from 1e-6 up to, but not with, 1e21
    private static final int SMALLEST_PLAIN = -7;
    private static final int LARGEST_PLAIN = 21;

    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    /** SHA-256 of the canonical form in UTF-8. */
    static ByteString hash(Value value) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return ByteString.copyFrom(sha256.digest(of(value).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String of(Value value) {
        CanonicalJson json = new CanonicalJson();
        json.value(value);
        return json.out.toString();
    }

    /** False for numbers that JSON has not. */
    static boolean isJson(Value value) {
        return switch (value.getKindCase()) {
            case NUMBER_VALUE -> Double.isFinite(value.getNumberValue());
            case STRUCT_VALUE ->
                value.getStructValue().getFieldsMap().values().stream().allMatch(CanonicalJson::isJson);
            case LIST_VALUE -> value.getListValue().getValuesList().stream().allMatch(CanonicalJson::isJson);
            case NULL_VALUE, STRING_VALUE, BOOL_VALUE, KIND_NOT_SET -> true;
        };
    }

    private void value(Value value) {
        switch (value.getKindCase()) {
            case NULL_VALUE, KIND_NOT_SET -> out.append("null");
            case BOOL_VALUE -> out.append(value.getBoolValue());
            case NUMBER_VALUE -> out.append(number(value.getNumberValue()));
            case STRING_VALUE -> string(value.getStringValue());
            case STRUCT_VALUE -> object(value.getStructValue());
            case LIST_VALUE -> array(value.getListValue());
        }
    }

    private void array(ListValue list) {
        out.append('[');
        for (int i = 0; i < list.getValuesCount(); i++) {
            if (i > 0) {
                out.append(',');
            }
            value(list.getValues(i));
        }
        out.append(']');
    }

    private void object(Struct struct) {
        out.append('{');
        boolean first = true;
        // String's order is that of its UTF-16 units, as the RFC wants it
        for (Map.Entry<String, Value> member : new TreeMap<>(struct.getFieldsMap()).entrySet()) {
            if (!first) {
                out.append(',');
            }
            first = false;
            string(member.getKey());
            out.append(':');
            value(member.getValue());
        }
        out.append('}');
    }

    /** As ECMAScript's Number.prototype.toString: the shortest digits that are this number. */
    static String number(double number) {
        if (number == 0) {
            return "0"; // also -0
        }
        BigDecimal shortest = shortest(Math.abs(number));
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - shortest.scale() - 1;
        String plain;
        if (exponent >= LARGEST_PLAIN || exponent < SMALLEST_PLAIN + 1) {
            String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
            plain = digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
        } else {
            plain = shortest.toPlainString();
        }
        return number < 0 ? "-" + plain : plain;
    }

    private static BigDecimal shortest(double positive) {
        BigDecimal java = new BigDecimal(Double.toString(positive)).stripTrailingZeros();
        // Java prefers two digits that are closer to one that is enough: 4.9E-324
        BigDecimal one = java.round(new MathContext(1)).stripTrailingZeros();
        return java.precision() == 2 && one.doubleValue() == positive ? one : java;
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
