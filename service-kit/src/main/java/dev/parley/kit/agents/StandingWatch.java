package dev.parley.kit.agents;

import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of changes from the registry that is opened anew whenever it ends, until it is closed.
 *
 * @param <T> a change
 */
public final class StandingWatch<T> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StandingWatch.class);
    private static final Duration REOPEN_AFTER = Duration.ofMillis(200);

    private final String name;
    private final Consumer<StreamObserver<T>> open;
    private final Supplier<Consumer<T>> readers;
    private final Thread watcher;

    /**
     * Begins to watch.
     *
     * @param name for logs
     * @param open asks the registry
     * @param readers makes a reader of each stream; it is told each change in order and must not block
     */
    public StandingWatch(String name, Consumer<StreamObserver<T>> open, Supplier<Consumer<T>> readers) {
        this.name = name;
        this.open = open;
        this.readers = readers;
        this.watcher = Thread.ofVirtual().name(name).start(this::watch);
    }

    private void watch() {
        while (!Thread.currentThread().isInterrupted()) {
            CountDownLatch ended = new CountDownLatch(1);
            try (var call = Context.ROOT.withCancellation()) {
                call.run(() -> open.accept(new Changes(readers.get(), ended)));
                ended.await();
                Thread.sleep(REOPEN_AFTER);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private final class Changes implements StreamObserver<T> {
        private final Consumer<T> reader;
        private final CountDownLatch ended;

        Changes(Consumer<T> reader, CountDownLatch ended) {
            this.reader = reader;
            this.ended = ended;
        }

        @Override
        public void onNext(T change) {
            reader.accept(change);
        }

        @Override
        public void onError(Throwable failure) {
            log.atDebug()
                    .addKeyValue("watch", name)
                    .addKeyValue("reason", failure.getMessage())
                    .log("watch broke");
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            ended.countDown();
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
