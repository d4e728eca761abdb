package dev.parley.edge.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * One frame of an event stream, encoded only when it is written: a frame that waits for a slow reader holds no bytes of its
 * own, only the event that all watchers share.
 */
final class SseFrame {
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] END = ascii("\n\n");

    private final Supplier<byte[]> bytes;
    private final Runnable written;

    private SseFrame(Supplier<byte[]> bytes, Runnable written) {
        this.bytes = bytes;
        this.written = written;
    }

    /**
     * @param json JSON documents without line breaks, each an event of its own under the one number
     * @param written told when the frame is written
     */
    static SseFrame event(long sequence, Supplier<List<byte[]>> json, Runnable written) {
        return new SseFrame(() -> data("id: " + sequence + "\n", json.get()), written);
    }

    /** An event without a number: an error, which is no event of the task. */
    static SseFrame unnumbered(byte[] json, Runnable written) {
        return new SseFrame(() -> data("", List.of(json)), written);
    }

    /**
     * A line that readers ignore. No empty line follows: httpx-sse (the official Python SDK) makes an event without data of
     * that once it has seen an id, and the SDK's client of 0.3 fails at it.
     */
    static SseFrame comment(String text, Runnable written) {
        return new SseFrame(() -> ascii(": " + text + "\n"), written);
    }

    /** Encodes the frame; called once, when the connection can take it. */
    byte[] take() {
        byte[] frame = bytes.get();
        written.run();
        return frame;
    }

    private static byte[] data(String head, List<byte[]> documents) {
        int length = 0;
        for (byte[] json : documents) {
            length += head.length() + json.length + 8;
        }
        ByteArrayOutputStream frame = new ByteArrayOutputStream(length);
        for (byte[] json : documents) {
            frame.writeBytes(ascii(head));
            frame.writeBytes(DATA);
            frame.writeBytes(json);
            frame.writeBytes(END);
        }
        return frame.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
