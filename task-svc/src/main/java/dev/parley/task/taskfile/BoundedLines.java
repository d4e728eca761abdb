package dev.parley.task.taskfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file that nobody has looked at yet: one at a time, each with an end, none longer and all together not more than is
 * allowed. For one thread.
 */
final class BoundedLines {
    private final InputStream in;
    private final long maxBytes;
    private final int maxLineBytes;
    private final byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private long read;
    private long number;

    BoundedLines(InputStream in, long maxBytes, int maxLineBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.maxLineBytes = maxLineBytes;
    }

    /** Of the line that was read last, counted from 1. */
    long number() {
        return number;
    }

    /**
     * The next line with its line end; null at the end of the file.
     *
     * @throws TaskFileException for what is too long, or breaks off within a line
     */
    byte @Nullable [] next() throws IOException, TaskFileException {
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (from < to || fill()) {
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            boolean whole = end < to;
            line.write(buffer, from, (whole ? end + 1 : end) - from);
            from = whole ? end + 1 : end;
            if (line.size() > maxLineBytes) {
                throw TaskFileException.tooLarge(
                        "line " + number + " is too long (expected: at most " + maxLineBytes + " bytes)");
            }
            if (whole) {
                return line.toByteArray();
            }
        }
        if (line.size() > 0) {
            throw TaskFileException.atLine(number, "breaks off (expected: a whole file, as it was exported)");
        }
        return null;
    }

    private boolean fill() throws IOException, TaskFileException {
        int more = in.read(buffer);
        from = 0;
        to = Math.max(0, more);
        read += to;
        if (read > maxBytes) {
            throw TaskFileException.tooLarge("unpacked the file is larger than " + maxBytes
                    + " bytes (expected: at most that, parley.task.files.max-bytes)");
        }
        return more > 0;
    }

    static String text(byte[] line, long number) throws TaskFileException {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
        } catch (CharacterCodingException e) {
            throw TaskFileException.atLine(number, "is no UTF-8");
        }
    }
}
