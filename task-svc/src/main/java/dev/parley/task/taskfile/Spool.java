package dev.parley.task.taskfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file of unknown worth on disk, up to a size. It has no name, so that a crash leaves nothing. Written by one thread, then read by one. */
final class Spool implements AutoCloseable {
    private final FileChannel channel;
    private final long maxBytes;
    private long size;

    Spool(@Nullable String folder, long maxBytes) throws IOException {
        Path file = folder == null
                ? Files.createTempFile("parley-import-", ".tmp")
                : Files.createTempFile(Path.of(folder), "parley-import-", ".tmp");
        this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        this.maxBytes = maxBytes;
        Files.delete(file);
    }

    /** @throws TaskFileException when the file becomes too large */
    void write(ByteBuffer bytes) throws IOException, TaskFileException {
        size += bytes.remaining();
        if (size > maxBytes) {
            throw TaskFileException.tooLarge(
                    "it is larger than " + maxBytes + " bytes (expected: at most that, parley.task.files.max-bytes)");
        }
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** From the beginning; as often as is wanted. */
    InputStream open() {
        return new InputStream() {
            private long position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = channel.read(ByteBuffer.wrap(into, offset, length), position);
                position += Math.max(0, read);
                return read;
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
