package dev.parley.edge.calls;

import com.google.protobuf.ByteString;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.proto.task.v1.TaskFilePart;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;

/** A file that comes in parts. One that breaks off throws: its reader must not take it for whole. For one thread. */
final class FileParts extends InputStream {
    private final Iterator<TaskFilePart> parts;
    private final Runnable onClose;
    private ByteString part;
    private int taken;

    /** Waits for the first part, and throws what the file is refused with. */
    FileParts(Iterator<TaskFilePart> parts, Runnable onClose) {
        this.part = parts.hasNext() ? parts.next().getData() : ByteString.EMPTY;
        this.parts = parts;
        this.onClose = onClose;
    }

    @Override
    public int read() throws IOException {
        return fill() ? part.byteAt(taken++) & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int read = Math.min(length, part.size() - taken);
        part.substring(taken, taken + read).copyTo(into, offset);
        taken += read;
        return read;
    }

    /** False at the end. */
    private boolean fill() throws IOException {
        try {
            while (taken == part.size()) {
                if (!parts.hasNext()) {
                    return false;
                }
                part = parts.next().getData();
                taken = 0;
            }
            return true;
        } catch (StatusRuntimeException e) {
            throw new IOException(
                    "the export broke off: " + RpcErrors.fromStatus(e).text(), e);
        }
    }

    @Override
    public void close() {
        onClose.run();
    }
}
