package dev.parley.bench.chaos.agent;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a message asks of a chaos agent, and with it what the answer must be. It stands in the message's text, so that the agent and the
 * checker agree without having met.
 *
 * @param seed makes the content
 * @param chunks of the one artifact, at least 1
 * @param delayMillis before the agent says that it works
 * @param stepMillis between its events from then on
 * @param cut what happens to the stream of the send behind the chunk {@code cutAfter}
 */
public record Script(long seed, int chunks, int delayMillis, int stepMillis, Cut cut, int cutAfter) {
    private static final Pattern FORM = Pattern.compile(
            "chaos ([0-9a-f]{1,16}): ([0-9]{1,4}) chunks, first after ([0-9]{1,6}) ms, each ([0-9]{1,6}) ms,"
                    + " (NONE|DROPPED|ENDED) after ([0-9]{1,4})");
    // an odd number far from any pattern (2^64 divided by the golden ratio)
    private static final long STRIDE = 0x9E3779B97F4A7C15L;

    /** How an agent leaves a caller in the middle of its answer; the work goes on. */
    public enum Cut {
        NONE,
        /** The connection ends, as when a process dies. */
        DROPPED,
        /** The stream ends in good order, only too early. */
        ENDED
    }

    /** @throws IllegalArgumentException for a text that is no script */
    public static Script parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: " + FORM + ")");
        }
        return new Script(
                Long.parseUnsignedLong(form.group(1), 16),
                Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)),
                Integer.parseInt(form.group(4)),
                Cut.valueOf(form.group(5)),
                Integer.parseInt(form.group(6)));
    }

    /** As {@link #parse} reads it. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "chaos %x: %d chunks, first after %d ms, each %d ms, %s after %d",
                seed,
                chunks,
                delayMillis,
                stepMillis,
                cut,
                cutAfter);
    }

    /** One chunk of the answer; no two of a script are alike, so that a repeated, lost or misplaced one shows. */
    public String chunk(int index) {
        long mixed = (seed + index * STRIDE) * STRIDE;
        return String.format(Locale.ROOT, "%d:%08x ", index, (int) (mixed >>> 32));
    }

    /** The whole answer. */
    public String content() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < chunks; i++) {
            all.append(chunk(i));
        }
        return all.toString();
    }
}
