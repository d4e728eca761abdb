package dev.parley.proto.json;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers inside strings, by JSON's grammar; Java's own would also take "0x1p3", "1f" and blanks. */
final class JsonNumber {
    private static final int MAX_LENGTH = 100;
    private static final Pattern GRAMMAR = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})|-?[1-9][0-9]{18}");

    private JsonNumber() {}

    /** Null when it is none of 64 bits, written without fraction and exponent. */
    static @Nullable Long parseWhole(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException tooBig) {
            return null;
        }
    }

    /** Null when it is none, or more than a double can hold. */
    static @Nullable Double parse(String text) {
        if (text.length() > MAX_LENGTH || !GRAMMAR.matcher(text).matches()) {
            return null;
        }
        double number = Double.parseDouble(text);
        return Double.isInfinite(number) ? null : number;
    }
}
