package dev.parley.proto.json;

import java.util.regex.Pattern;

/** JSON paths as they stand in violations: {@code $.message.metadata["a b"]}. */
public final class JsonPath {
    private static final int MAX_NAME_LENGTH = 100;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");

    private JsonPath() {}

    public static String member(String parent, String name) {
        return PLAIN.matcher(name).matches()
                ? parent + "." + name
                : parent + "[" + ValueText.quoted(name, MAX_NAME_LENGTH) + "]";
    }

    static String element(String parent, int index) {
        return parent + "[" + index + "]";
    }
}
