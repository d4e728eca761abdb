package dev.parley.bench.chaos.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The file in which an agent writes down every start before it does anything else. One write a line: what was begun is there whole after a
 * SIGKILL of the agent (not after the machine's end, which nothing here plays). Safe for concurrent use.
 */
public final class StartRecord implements AutoCloseable {
    private final FileChannel file;

    private StartRecord(FileChannel file) {
        this.file = file;
    }

    static StartRecord open(Path path) throws IOException {
        return new StartRecord(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    synchronized void add(Start start) throws IOException {
        ByteBuffer line = ByteBuffer.wrap(start.line().getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            file.write(line);
        }
    }

    /** All that were ever written, in order; none where there is no such file. */
    public static List<Start> read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        return Files.readAllLines(path).stream().map(Start::ofLine).toList();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
