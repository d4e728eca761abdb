package dev.parley.examples.kit;

import java.time.Duration;

/** Notices the end of the process that started this one, so that no agent is left behind when a demo is killed. */
final class ParentWatch {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final long pid;
    private final boolean wasParent;

    ParentWatch(long pid) {
        this.pid = pid;
        this.wasParent = pid == parentOfThis();
    }

    /** Calls back once, on a thread of its own, when the process is gone. */
    void start(Runnable gone) {
        Thread.ofVirtual().name("parent-watch").start(() -> {
            try {
                while (isThere()) {
                    Thread.sleep(INTERVAL);
                }
                gone.run();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** A dead parent that nobody has reaped still has a pid, but is no longer our parent. */
    private boolean isThere() {
        return wasParent
                ? pid == parentOfThis()
                : ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static long parentOfThis() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }
}
