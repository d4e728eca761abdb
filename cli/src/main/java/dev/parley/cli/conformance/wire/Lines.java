package dev.parley.cli.conformance.wire;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** The lines of a stream of server-sent events, which end with CR, LF or both. */
final class Lines {
    /** The longest line that is read, in characters. */
    static final int MAX_LINE = 16 * 1024 * 1024;

    private final Reader in;
    private boolean afterReturn;

    Lines(Reader in) {
        this.in = in;
    }

    /**
     * The next line without its end; null behind the last.
     *
     * @throws IOException also for a line longer than {@link #MAX_LINE}
     */
    @Nullable
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            // the LF of a CRLF is no line of its own; it is not waited for when the CR comes
            boolean halfOfEnd = afterReturn && next == '\n';
            afterReturn = next == '\r';
            if (!halfOfEnd) {
                if (next == '\n' || next == '\r') {
                    return line.toString();
                }
                if (line.length() == MAX_LINE) {
                    throw new IOException("a line longer than " + MAX_LINE + " characters");
                }
                line.append((char) next);
            }
        }
        return line.isEmpty() ? null : line.toString();
    }
}
