package dev.parley.task.rpc;

import com.google.protobuf.ByteString;
import dev.parley.kit.rpc.StreamSender;
import dev.parley.proto.task.v1.TaskFilePart;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** A file that is sent in parts, no faster than it is read. For one thread. */
final class PartOutput extends OutputStream {
    private static final int PART = 1 << 16;

    private final StreamSender<TaskFilePart> sender;
    private final byte[] part = new byte[PART];
    private int held;

    PartOutput(StreamSender<TaskFilePart> sender) {
        this.sender = sender;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int written = 0;
        while (written < length) {
            int taken = Math.min(length - written, PART - held);
            System.arraycopy(bytes, offset + written, part, held, taken);
            held += taken;
            written += taken;
            if (held == PART) {
                flush();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (held == 0) {
            return;
        }
        try {
            TaskFilePart next = TaskFilePart.newBuilder()
                    .setData(ByteString.copyFrom(part, 0, held))
                    .build();
            held = 0;
            if (!sender.send(next)) {
                throw new IOException("the reader has gone");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
