package dev.parley.router.outbound.web;

import dev.parley.router.outbound.CallFailed;
import dev.parley.router.outbound.CallOutcome;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of an event stream into the data of its events (WHATWG HTML §9.2.6): lines end with LF, CR or CRLF,
 * several {@code data} lines are joined by LF, one space after the colon is dropped, comments and other fields are
 * skipped, an event without its blank line is no event. Not safe for concurrent use.
 */
final class SseDecoder {
    private static final byte[] DATA = {'d', 'a', 't', 'a'};

    private final int maxEventBytes;
    private final Deque<byte[]> events = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final ByteArrayOutputStream data = new ByteArrayOutputStream(256);
    private boolean hasData;
    private boolean skipLineFeed;
    private boolean firstLine = true;

    SseDecoder(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * Takes the next bytes, cut anywhere.
     *
     * @throws CallFailed BROKEN when one event is larger than the limit
     */
    void feed(byte[] chunk) throws CallFailed {
        int start = 0;
        for (int i = 0; i < chunk.length; i++) {
            byte b = chunk[i];
            if (b != '\n' && b != '\r') {
                skipLineFeed = false;
                continue;
            }
            if (b == '\n' && skipLineFeed) {
                skipLineFeed = false;
                start = i + 1;
                continue;
            }
            skipLineFeed = b == '\r';
            keep(chunk, start, i);
            endLine();
            start = i + 1;
        }
        keep(chunk, start, chunk.length);
    }

    /** The data of the oldest complete event, or null when there is none yet. */
    byte @Nullable [] poll() {
        return events.poll();
    }

    private void keep(byte[] chunk, int from, int to) throws CallFailed {
        if (line.size() + data.size() + (to - from) > maxEventBytes) {
            throw new CallFailed(CallOutcome.Broken.tooLarge(maxEventBytes));
        }
        line.write(chunk, from, to - from);
    }

    private void endLine() {
        byte[] bytes = line.toByteArray();
        line.reset();
        int from = firstLine && startsWithByteOrderMark(bytes) ? 3 : 0;
        firstLine = false;
        if (bytes.length == from) {
            dispatch();
        } else {
            field(bytes, from);
        }
    }

    private void field(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != ':') {
            end++;
        }
        if (!java.util.Arrays.equals(bytes, from, end, DATA, 0, DATA.length)) {
            return;
        }
        int value = Math.min(end + 1, bytes.length);
        if (value < bytes.length && bytes[value] == ' ') {
            value++;
        }
        if (hasData) {
            data.write('\n');
        }
        hasData = true;
        data.write(bytes, value, bytes.length - value);
    }

    private void dispatch() {
        if (hasData) {
            events.addLast(data.toByteArray());
        }
        data.reset();
        hasData = false;
    }

    private static boolean startsWithByteOrderMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }
}
