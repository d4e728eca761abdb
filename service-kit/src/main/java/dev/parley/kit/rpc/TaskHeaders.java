package dev.parley.kit.rpc;

import io.grpc.Metadata;

/** What calls of the task service say in their headers too, where a proxy between the services can read it. */
public final class TaskHeaders {
    /** The task that a call is about: calls of one task go to one instance. In the headers of an answer: the task that took the message. */
    public static final Metadata.Key<String> TASK_ID = Metadata.Key.of("x-task-id", Metadata.ASCII_STRING_MARSHALLER);

    /**
     * There, with any value, when a message makes a task under an id that nobody else uses: no two instances can both make it, so
     * a second one may be asked too while the first is silent.
     */
    public static final Metadata.Key<String> NEW_TASK = Metadata.Key.of("x-new-task", Metadata.ASCII_STRING_MARSHALLER);

    private TaskHeaders() {}
}
