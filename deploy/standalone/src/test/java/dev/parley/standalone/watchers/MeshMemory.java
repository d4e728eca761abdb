package dev.parley.standalone.watchers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the mesh's process holds, asked from outside with the JDK's own means. */
final class MeshMemory {
    private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(.*)");
    /** What a collector puts where objects were that it did not move away from: counted as objects, but nobody's. */
    private static final String GAPS = "FillerElement";

    private static final int MOST_LOOKS = 20;
    private static final long NOISE = 256 * 1024;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final long pid;

    MeshMemory(long pid) {
        this.pid = pid;
    }

    /** Bytes of objects on the heap that are in use, after a collection. */
    long liveBytes() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long live = 0;
        try (var lines = jcmd.inputReader()) {
            for (String line : lines.lines().toList()) {
                Matcher row = ROW.matcher(line);
                live += row.matches() && !row.group(2).contains(GAPS) ? Long.parseLong(row.group(1)) : 0;
            }
        }
        jcmd.waitFor();
        if (live == 0) {
            throw new IOException("jcmd " + pid + " GC.class_histogram: no row (expected: one a class)");
        }
        return live;
    }

    /** The same once it no longer falls: what is on its way to the disk, or at an end, is in memory for a while. */
    long settledBytes() throws IOException, InterruptedException {
        long last = liveBytes();
        for (int i = 0; i < MOST_LOOKS; i++) {
            Thread.sleep(PAUSE);
            long now = liveBytes();
            if (now > last - NOISE) {
                return now;
            }
            last = now;
        }
        return last;
    }

    /** Bytes of memory that the process has of the machine; 0 where the machine does not say. */
    long residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
