package dev.parley.kit.wire;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes secrets out of what is shown: credentials in headers and URLs, tokens and credentials of push configurations in bodies.
 */
public final class Redaction {
    private static final String SHOWN = "[redacted]";
    private static final Set<String> SECRET_HEADERS = Set.of(
            "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-a2a-notification-token");
    // up to the opening quote of the value, which is skipped by hand: a pattern over a long value takes a stack as long
    private static final Pattern SECRET_MEMBERS = Pattern.compile(
            "\"(?:"
                    + Stream.concat(
                                    Stream.of(
                                            "token",
                                            "credentials",
                                            "password",
                                            "secret",
                                            "apikey",
                                            "api_key",
                                            "accesstoken",
                                            "access_token",
                                            "clientsecret",
                                            "client_secret"),
                                    SECRET_HEADERS.stream())
                            .map(Redaction::howeverWritten)
                            .collect(Collectors.joining("|"))
                    + ")\"\\s*:\\s*\"",
            Pattern.CASE_INSENSITIVE);
    // a parameter of a query, up to its value; and what stands before a host
    private static final Pattern SECRET_PARAMETERS = Pattern.compile(
            "([?&](?:[^=&#\\s\"]{0,64}[_-])?(?:token|accesstoken|key|apikey|secret|password|credentials?|signature|sig|auth)=)[^&#\\s\"\\\\]+",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern USER_INFO = Pattern.compile("(://)[^/?#\\s\"@]{1,256}@");

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

    /** JSON may write any letter of a name by its number. */
    private static String howeverWritten(String name) {
        return name.chars()
                .mapToObj(letter -> "(?:" + (char) letter
                        + "|\\\\u00(?:%02x|%02x))".formatted(letter, (int) Character.toUpperCase((char) letter)))
                .collect(Collectors.joining());
    }

    /** A text with URLs, without the values of their secret parameters and the users before their hosts. */
    public static String ofUrls(String text) {
        String parameters = SECRET_PARAMETERS.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(SHOWN));
        return USER_INFO.matcher(parameters).replaceAll("$1" + Matcher.quoteReplacement(SHOWN) + "@");
    }

    /** JSON, whole or cut off, without the values of secret members, and without those in URLs. */
    public static String ofBody(String text) {
        return ofUrls(withoutSecretMembers(text));
    }

    private static String withoutSecretMembers(String text) {
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
