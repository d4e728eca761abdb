package dev.parley.kit.wire;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Takes secrets out of what is shown: credentials in headers, tokens and credentials of push configurations in bodies. */
public final class Redaction {
    private static final String SHOWN = "[redacted]";
    private static final Set<String> SECRET_HEADERS = Set.of(
            "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-a2a-notification-token");
    // a value may be cut off in the middle: then there is no closing quote
    private static final Pattern SECRET_MEMBERS = Pattern.compile(
            "(\"(?:token|credentials|authorization|password|secret|api_?key|access_?token|client_?secret)\"\\s*:\\s*)"
                    + "\"(?:[^\"\\\\]|\\\\.)*(?:\"|\\\\?$)",
            Pattern.CASE_INSENSITIVE);

    private Redaction() {}

    /** A header's value as it may be shown. */
    public static String ofHeader(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean secret = SECRET_HEADERS.contains(lower)
                || lower.contains("token")
                || lower.contains("secret")
                || lower.contains("api-key");
        return secret ? SHOWN : value;
    }

    /** JSON, whole or cut off, without the values of secret members. */
    public static String ofBody(String text) {
        return SECRET_MEMBERS.matcher(text).replaceAll("$1\"" + SHOWN + "\"");
    }
}
