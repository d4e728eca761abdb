package dev.parley.proto.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;

/** Values as they stand in error texts: short, on one line, and never with half a surrogate pair. */
final class ValueText {
    private static final int MAX_LENGTH = 60;

    private ValueText() {}

    /** The value the parser stands on. */
    static String of(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> quoted(parser.getText(), MAX_LENGTH);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> shortened(parser.getText(), MAX_LENGTH);
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NULL -> "null";
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> token.toString();
        };
    }

    static String quoted(String text, int maxLength) {
        String cut = shortened(text, maxLength);
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(cut)) + '"';
    }

    private static String shortened(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
        return text.substring(0, end) + "… (" + text.length() + " characters)";
    }
}
