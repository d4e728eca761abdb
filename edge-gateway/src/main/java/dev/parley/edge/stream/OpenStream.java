package dev.parley.edge.stream;

import java.time.Duration;

/** One watcher of a task, as all of them are kept alive and ended. */
public interface OpenStream {
    /** Says that it is alive when nothing was said for {@code silence}. */
    void heartbeat(Duration silence);

    /** The edge stops: the reader is told, and resumes elsewhere or later. */
    void endByEdge();
}
