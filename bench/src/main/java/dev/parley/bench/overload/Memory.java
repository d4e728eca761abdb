package dev.parley.bench.overload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks every second at what a process has resident (Linux). */
final class Memory implements AutoCloseable {
    private final long pid;
    private final List<Long> mebibytes = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread looker;

    Memory(long pid) {
        this.pid = pid;
        this.looker = Thread.ofPlatform().name("memory").daemon().start(this::look);
    }

    private void look() {
        try {
            do {
                resident();
            } while (!ended.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void resident() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    synchronized (mebibytes) {
                        mebibytes.add(Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024);
                    }
                }
            }
        } catch (IOException e) {
            // it is gone, or this is no Linux: then nothing is shown
        }
    }

    /** {@code first → half way → last, most}; empty when nothing could be seen. */
    String summary() {
        synchronized (mebibytes) {
            if (mebibytes.isEmpty()) {
                return "";
            }
            long most = mebibytes.stream().mapToLong(Long::longValue).max().orElse(0);
            return "%d → %d → %d MiB, most %d"
                    .formatted(mebibytes.getFirst(), mebibytes.get(mebibytes.size() / 2), mebibytes.getLast(), most);
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            looker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
