package dev.parley.task.export;

import java.io.IOException;
import java.util.List;

/** Events to a listener in this process. */
record InProcessSink(TaskEventListener listener) implements EventSink {
    @Override
    public String name() {
        return listener.name();
    }

    @Override
    public Connection open() {
        return new Connection() {
            @Override
            public void send(List<Keyed> events) throws IOException, InterruptedException {
                try {
                    listener.on(events.stream().map(Keyed::event).toList());
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IOException(name() + " failed: " + e.getMessage(), e);
                }
            }

            @Override
            public void close() {}
        };
    }
}
