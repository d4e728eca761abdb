package dev.parley.bench.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends messages again when all is over: a key holds also after its answer, so each must get what it got before. */
public final class Resends {
    private static final int TRIES = 8;
    private static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BEFORE_AGAIN = Duration.ofSeconds(1);

    private final MeshCalls mesh;

    public Resends(MeshCalls mesh) {
        this.mesh = mesh;
    }

    /**
     * Sends some of those that are over, spread over the run; what they are answered goes into their records.
     *
     * @return how many were answered
     */
    public int send(List<Sent> all, int most) throws InterruptedException {
        List<Sent> over = all.stream()
                .filter(sent -> sent.isOver() && sent.refusal().isEmpty())
                .toList();
        int step = Math.max(1, over.size() / most);
        AtomicInteger answered = new AtomicInteger();
        Semaphore room = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < over.size(); i += step) {
                Sent sent = over.get(i);
                room.acquire();
                threads.execute(() -> {
                    try {
                        answered.addAndGet(isAnswered(sent) ? 1 : 0);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        room.release();
                    }
                });
            }
        }
        return answered.get();
    }

    private boolean isAnswered(Sent sent) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            String agent = sent.order().agent().id();
            if (mesh.call(agent, "SendMessage", sent.params(false), sent.key(), PATIENCE)
                    instanceof MeshCalls.Answer.Result(JsonNode result)) {
                sent.answered(new StreamEvent(Watch.NO_NUMBER, result), System.nanoTime());
                return true;
            }
            Thread.sleep(BEFORE_AGAIN);
        }
        return false;
    }
}
