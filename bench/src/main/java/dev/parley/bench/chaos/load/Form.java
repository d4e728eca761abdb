package dev.parley.bench.chaos.load;

/** How a caller sends its message and learns what became of it. */
public enum Form {
    /** SendMessage, and the answer is the end. */
    BLOCKING,
    /** SendStreamingMessage; what breaks is gone on with behind the last event seen. */
    STREAMING,
    /** SendMessage with {@code returnImmediately}, then SubscribeToTask. */
    LATER,
    /** As {@link #STREAMING}, with a second watcher, who subscribes and wants everything from the first event on. */
    WATCHED
}
