package dev.parley.kit.wire;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes secrets out of what is shown: credentials in headers, tokens and credentials of push configurations in bodies. */
public final class Redaction {
    private static final String SHOWN = "[redacted]";
    private static final Set<String> SECRET_HEADERS = Set.of(
            "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-a2a-notification-token");
    // up to the opening quote of the value, which is skipped by hand: a pattern over a long value takes a stack as long
    private static final Pattern SECRET_MEMBERS = Pattern.compile(
            "\"(?:token|credentials|password|secret|api_?key|access_?token|client_?secret|"
                    + String.join("|", SECRET_HEADERS) + ")\"\\s*:\\s*\"",
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
        Matcher member = SECRET_MEMBERS.matcher(text);
        StringBuilder shown = new StringBuilder();
        int done = 0;
        while (member.find(done)) {
            shown.append(text, done, member.end()).append(SHOWN).append('"');
            done = endOfString(text, member.end());
        }
        return done == 0 ? text : shown.append(text, done, text.length()).toString();
    }

    /** Behind the closing quote, or the end of a text that was cut off before it. */
    private static int endOfString(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '"' -> {
                    return i + 1;
                }
                case '\\' -> i++;
                default -> {}
            }
        }
        return text.length();
    }
}
