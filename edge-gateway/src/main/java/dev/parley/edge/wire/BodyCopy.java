package dev.parley.edge.wire;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/** The beginning of a body, as much of it as may be kept. For one thread. */
final class BodyCopy {
    private final int most;
    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
    private long bytes;

    /** @param most bytes that are copied; of the others only their number is known */
    BodyCopy(int most) {
        this.most = most;
    }

    /** Copies what a buffer has, without reading it. */
    void append(ByteBuf buffer) {
        int wanted = Math.min(buffer.readableBytes(), most - beginning.size());
        byte[] copy = new byte[wanted];
        buffer.getBytes(buffer.readerIndex(), copy);
        beginning.writeBytes(copy);
        bytes += buffer.readableBytes();
    }

    /** Of all that was appended. */
    long bytes() {
        return bytes;
    }

    byte[] beginning() {
        return beginning.toByteArray();
    }
}
