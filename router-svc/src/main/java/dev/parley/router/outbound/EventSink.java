package dev.parley.router.outbound;

import dev.parley.proto.a2a.v1.StreamResponse;

/** Takes an agent's events in order; blocks while its reader is slow. */
@FunctionalInterface
public interface EventSink {
    /** @throws ReaderGone when nobody will read the rest: the call to the agent is closed */
    void accept(StreamResponse event) throws InterruptedException, ReaderGone;

    /** The reader went away. Expected, so it carries no stack trace. */
    final class ReaderGone extends Exception {
        private static final long serialVersionUID = 1L;

        public ReaderGone() {
            super("the reader of the call has gone", null, false, false);
        }
    }
}
