package dev.parley.kit.wire;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps what went over the wire for the latest tasks, in memory only and gone with the process. Each task has its share: what does not
 * fit is left out and counted. Nothing is kept where it is off. Safe for concurrent use.
 */
public final class WireLog {
    private final boolean on;
    private final int maxTasks;
    private final int maxTaskBytes;
    private final InstantSource clock;
    private final Map<String, Kept> tasks = new LinkedHashMap<>();

    private static final class Kept {
        private final List<WireRecord> records = new ArrayList<>();
        private int bytes;
        private int leftOut;
    }

    /**
     * What is kept of one task, oldest first.
     *
     * @param leftOut how many records did not fit
     */
    public record OfTask(List<WireRecord> records, int leftOut) {
        public OfTask {
            records = List.copyOf(records);
        }
    }

    /**
     * @param maxTasks a task more and the oldest is forgotten
     * @param maxTaskBytes about what one task may take
     */
    public WireLog(boolean on, int maxTasks, int maxTaskBytes, InstantSource clock) {
        this.on = on;
        this.maxTasks = maxTasks;
        this.maxTaskBytes = maxTaskBytes;
        this.clock = clock;
    }

    public boolean isOn() {
        return on;
    }

    /** How much of one body is kept, in bytes: a quarter of a task's share, so that there is room for what answers it. */
    public int maxBodyBytes() {
        return maxTaskBytes / 4;
    }

    /** A record of now; {@code body} is text in UTF-8, and goes without its secrets. */
    public WireRecord now(String direction, String head, byte[] body) {
        return now(direction, head, body, body.length);
    }

    /** A record of now with the beginning of a body that has {@code bytes} bytes in all. */
    public WireRecord now(String direction, String head, byte[] beginning, long bytes) {
        int length = Math.min(beginning.length, maxBodyBytes());
        String text = new String(beginning, 0, length, StandardCharsets.UTF_8);
        String cut = length < bytes ? text + "... (" + bytes + " bytes)" : text;
        return new WireRecord(clock.instant(), direction, Redaction.ofUrls(head), Redaction.ofBody(cut));
    }

    public void keep(String taskId, WireRecord record) {
        if (!on) {
            return;
        }
        synchronized (tasks) {
            Kept kept = tasks.computeIfAbsent(taskId, id -> new Kept());
            if (kept.bytes + record.size() > maxTaskBytes) {
                kept.leftOut++;
            } else {
                kept.bytes += record.size();
                kept.records.add(record);
            }
            if (tasks.size() > maxTasks) {
                tasks.remove(tasks.keySet().iterator().next());
            }
        }
    }

    public OfTask of(String taskId) {
        synchronized (tasks) {
            Kept kept = tasks.get(taskId);
            return kept == null ? new OfTask(List.of(), 0) : new OfTask(kept.records, kept.leftOut);
        }
    }
}
