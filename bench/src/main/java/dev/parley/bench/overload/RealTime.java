package dev.parley.bench.overload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Real-time priority for one thread (Linux, with the right to it). */
final class RealTime {
    private static final String LOWEST = "1";

    private RealTime() {}

    /**
     * The thread that calls runs before all others from now on, its threads and processes do not inherit it.
     *
     * @return why not; empty when it does
     */
    static String ofThisThread() {
        try {
            Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
            Process chrt = new ProcessBuilder(
                            "chrt",
                            "--reset-on-fork",
                            "--fifo",
                            "--pid",
                            LOWEST,
                            self.getFileName().toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(chrt.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return chrt.waitFor() == 0 ? "" : said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
