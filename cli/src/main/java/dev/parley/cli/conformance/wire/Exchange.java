package dev.parley.cli.conformance.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One request and what came back, line by line, for {@code --explain}. Credentials are struck out; of a body are kept up
 * to 16 KiB a line, and of what came back 500 lines and 1 MiB at most. Safe for concurrent use: streams add lines while others read.
 */
public final class Exchange {
    private static final int MAX_TEXT = 16 * 1024;
    private static final int MAX_LINES = 500;
    private static final int MAX_ANSWERED = 1024 * 1024;
    private static final Set<String> SECRET = Set.of(
            "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "x-a2a-notification-token");

    private final List<String> asked = new ArrayList<>();
    private final List<String> answered = new ArrayList<>();
    private int kept;

    synchronized Exchange asked(String line) {
        asked.add(bounded(line));
        return this;
    }

    synchronized Exchange answered(String line) {
        if (answered.size() < MAX_LINES && kept < MAX_ANSWERED) {
            answered.add(bounded(line));
            kept += answered.getLast().length();
        }
        return this;
    }

    /** A header line, without the value when that is a secret. */
    static String header(String name, String value) {
        return SECRET.contains(name.toLowerCase(Locale.ROOT)) ? struckOut(name) : name + ": " + value;
    }

    /** A header line without its value. */
    static String struckOut(String name) {
        return name + ": (struck out)";
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
