package dev.parley.edge.operations;

import dev.parley.proto.task.v1.TaskEvent;
import io.grpc.stub.ClientResponseObserver;

/**
 * A stream that nobody reads yet.
 *
 * @param <Q> the request of the internal stream
 */
@FunctionalInterface
public interface TaskEvents<Q> {
    /** Begins the stream and returns at once; whoever observes it asks for events and may cancel it. */
    void start(ClientResponseObserver<Q, TaskEvent> observer);
}
