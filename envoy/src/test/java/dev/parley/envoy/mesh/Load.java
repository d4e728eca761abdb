package dev.parley.envoy.mesh;

import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Four callers without a pause, each in turn with every method, until it is closed. */
final class Load implements AutoCloseable {
    private static final int CALLERS = 4;

    private final AtomicLong done = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean ending;

    Load(Calls calls, List<String> methods) {
        threads = IntStream.range(0, CALLERS)
                .mapToObj(caller -> Thread.ofVirtual().start(() -> run(calls, methods)))
                .toList();
    }

    private void run(Calls calls, List<String> methods) {
        for (int i = 0; !ending; i++) {
            String method = methods.get(i % methods.size());
            try {
                calls.call(method, Map.of("x-task-id", "id-" + i), Calls.DEADLINE);
            } catch (StatusRuntimeException e) {
                failures.add(method + ": " + e.getStatus());
            }
            done.incrementAndGet();
        }
    }

    /** Waits for so many calls more. */
    void awaitMore(int calls) {
        long wanted = done.get() + calls;
        Await.that(calls + " calls more", () -> done.get() >= wanted);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Those whose answer had not begun: one that was cut in its middle nobody between can take back and ask for again. */
    List<String> failuresBeforeAnAnswer() {
        return failures().stream()
                .filter(failure -> !failure.contains("RST_STREAM closed stream"))
                .toList();
    }

    @Override
    public void close() throws InterruptedException {
        ending = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
