package dev.parley.edge.stream;

import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.TaskEvent;

/** How the events of a stream look: JSON-RPC wraps each one, REST sends it bare. Both give one line of JSON. */
public interface EventForm {
    byte[] event(TaskEvent event);

    /** An error after the stream has begun. */
    byte[] error(A2aException error);
}
