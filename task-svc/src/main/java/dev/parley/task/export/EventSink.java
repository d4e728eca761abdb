package dev.parley.task.export;

import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.util.List;

/** A place that events are exported to. A new kind is a class that implements this, and a bean of it. */
public interface EventSink {
    /** Its offset is kept under it: never changes. */
    String name();

    /**
     * Connects, as far as that can be told before the first event.
     *
     * @throws IOException when it cannot be reached now; it is tried again
     */
    Connection open() throws IOException;

    /** @param key events of one key, a task's id, stay in order */
    record Keyed(String key, CloudEvent event) {}

    /** For one thread. */
    interface Connection extends AutoCloseable {
        /**
         * Hands events over and returns when the sink has them as safely as it ever has. When it throws, for each key the sink has got the
         * first few of them or none, and gets nothing more of them from this connection once it is closed.
         */
        void send(List<Keyed> events) throws IOException, InterruptedException;

        @Override
        void close();
    }
}
