package dev.parley.bench;

import dev.parley.bench.load.Latencies;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How fast a disk makes 8 KiB durable, one after the other: the figure that belongs beside every durable rate. */
record DiskSync(double perSecond, double medianMicros) {
    private static final int BLOCK_BYTES = 8192;
    private static final int FILE_BLOCKS = 2048;

    /** Writes into a file of its own in {@code folder} and removes it. */
    static DiskSync measure(Path folder, Duration length, LongSupplier nanoClock) throws IOException {
        Path file = Files.createTempFile(folder, "sync", ".bin");
        var times = new Latencies();
        long start = nanoClock.getAsLong();
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var block = ByteBuffer.allocate(BLOCK_BYTES);
            for (long now = start; now - start < length.toNanos(); ) {
                channel.write(block.rewind(), (long) times.count() % FILE_BLOCKS * BLOCK_BYTES);
                channel.force(false);
                long done = nanoClock.getAsLong();
                times.add(done - now);
                now = done;
            }
        } finally {
            Files.delete(file);
        }
        double seconds = (nanoClock.getAsLong() - start) / 1e9;
        return new DiskSync(times.count() / seconds, times.quantileMillis(0.5) * 1e3);
    }
}
