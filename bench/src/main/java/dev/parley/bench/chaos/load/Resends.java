package dev.parley.bench.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

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
     * @return what became of each, by the message's id: empty when it was answered, else what it was told last
     */
    public Map<String, String> send(List<Sent> all, int most) throws InterruptedException {
        List<Sent> over = all.stream()
                .filter(sent -> sent.isOver() && sent.refusal().isEmpty())
                .toList();
        int step = Math.max(1, over.size() / most);
        Map<String, String> told = new ConcurrentHashMap<>();
        Semaphore room = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < over.size(); i += step) {
                Sent sent = over.get(i);
                room.acquire();
                threads.execute(() -> {
                    try {
                        told.put(sent.messageId(), again(sent));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        room.release();
                    }
                });
            }
        }
        return told;
    }

    private String again(Sent sent) throws InterruptedException {
        String told = "";
        for (int i = 0; i < TRIES; i++) {
            String agent = sent.order().agent().id();
            switch (mesh.call(
                    agent, "SendMessage", sent.params(sent.order().form() == Form.LATER), sent.key(), PATIENCE)) {
                case MeshCalls.Answer.Result(JsonNode result) -> {
                    sent.answered(new StreamEvent(Watch.NO_NUMBER, result), System.nanoTime());
                    return "";
                }
                case MeshCalls.Answer.Events events -> {
                    events.stream().close();
                    told = "a stream";
                }
                case MeshCalls.Answer.Again(String why) -> told = why;
                case MeshCalls.Answer.Refused(int code, String why) -> told = code + " " + why;
            }
            Thread.sleep(BEFORE_AGAIN);
        }
        return told;
    }
}
