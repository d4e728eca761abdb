package dev.parley.edge.stream;

import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.time.Duration;

/** One watcher of a task, as all of them are kept alive and ended. */
public interface OpenStream {
    /** Says that it is alive when nothing was said for {@code silence}. */
    void heartbeat(Duration silence);

    /** The edge stops: the reader is told, and resumes elsewhere or later. */
    void endByEdge();

    /** What a reader is told whose protocol has errors for it. */
    static A2aException stopping() {
        return A2aException.retryable(
                A2aErrorCode.OVERLOADED,
                "The mesh stops, the task goes on (expected: connect and subscribe again)",
                Duration.ofSeconds(1));
    }
}
