package dev.parley.cli.conformance.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One request and what came back, line by line, for {@code --explain}. Credentials are struck out; a body is kept up
 * to 16 KiB and at most 500 lines come back. Safe for concurrent use: streams add lines while others read.
 */
public final class Exchange {
    private static final int MAX_TEXT = 16 * 1024;
    private static final int MAX_LINES = 500;
    private static final Set<String> SECRET = Set.of(
            "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-a2a-notification-token");

    private final List<String> asked = new ArrayList<>();
    private final List<String> answered = new ArrayList<>();

    synchronized Exchange asked(String line) {
        asked.add(bounded(line));
        return this;
    }

    public synchronized Exchange answered(String line) {
        if (answered.size() < MAX_LINES) {
            answered.add(bounded(line));
        }
        return this;
    }

    /** A header line, without the value when that is a secret. */
    static String header(String name, String value) {
        return name + ": " + (SECRET.contains(name.toLowerCase(Locale.ROOT)) ? "(struck out)" : value);
    }

    public synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    public synchronized List<String> answered() {
        return List.copyOf(answered);
    }

    private static String bounded(String line) {
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "… (" + line.length() + " characters)";
    }
}
