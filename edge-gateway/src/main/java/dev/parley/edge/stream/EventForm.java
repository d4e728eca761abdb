package dev.parley.edge.stream;

import dev.parley.proto.error.A2aException;
import dev.parley.proto.task.v1.TaskEvent;
import java.util.List;

/** How the events of a stream look: JSON-RPC wraps each one, REST sends it bare. Both give one line of JSON. */
public interface EventForm {
    byte[] event(TaskEvent event);

    /** The same where one event may take several documents; all of them bear its number. */
    default List<byte[]> events(TaskEvent event) {
        return List.of(event(event));
    }

    /** An error after the stream has begun. */
    byte[] error(A2aException error);
}
