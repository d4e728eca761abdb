package dev.parley.edge.wire;

import dev.parley.kit.wire.WireLog;
import dev.parley.kit.wire.WireRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of a caller and what answers it. Which task it is about is known only later: until then its records wait here, and where
 * it is about none they are forgotten with it. Safe for concurrent use.
 */
public final class Exchange {
    private static final String FROM_CALLER = "caller > mesh";
    private static final String TO_CALLER = "mesh > caller";
    private static final int MAX_WAITING = 64;

    private final String id;
    private final WireLog log;
    private final Runnable onClose;
    private final List<WireRecord> waiting = new ArrayList<>();
    private @Nullable String taskId;

    Exchange(String id, WireLog log, Runnable onClose) {
        this.id = id;
        this.log = log;
        this.onClose = onClose;
    }

    /** What the request carries inside the edge, so that whoever learns the task can say which exchange is about it. */
    public String id() {
        return id;
    }

    public void received(String head, byte[] body) {
        add(log.now(FROM_CALLER, head, body));
    }

    void received(String head, BodyCopy body) {
        add(log.now(FROM_CALLER, head, body.beginning(), body.bytes()));
    }

    public void sent(String head, byte[] body) {
        add(log.now(TO_CALLER, head, body));
    }

    void sent(String head, BodyCopy body) {
        add(log.now(TO_CALLER, head, body.beginning(), body.bytes()));
    }

    private synchronized void add(WireRecord record) {
        if (taskId != null) {
            log.keep(taskId, record);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(record);
        }
    }

    synchronized void isAbout(String task) {
        if (taskId == null) {
            taskId = task;
            waiting.forEach(record -> log.keep(task, record));
            waiting.clear();
        }
    }

    /** Nothing more will come. */
    public void close() {
        onClose.run();
    }
}
