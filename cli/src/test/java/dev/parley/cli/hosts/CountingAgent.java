package dev.parley.cli.hosts;

import dev.parley.examples.kit.Agent;
import dev.parley.examples.kit.AgentServer;
import dev.parley.examples.kit.Cards;
import dev.parley.examples.kit.TaskContext;
import dev.parley.proto.a2a.v1.AgentCard;
import dev.parley.proto.a2a.v1.Part;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Says back what it was told, counts how often it was told that, and holds what begins with "hold" until it is let go. */
final class CountingAgent implements Agent, AutoCloseable {
    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final AgentServer server;

    /** Serves on a host of the bed. */
    CountingAgent(TestBed bed, String host) throws Exception {
        AgentServer.Settings settings =
                new AgentServer.Settings(bed.address(host), 0, Optional.empty(), 4 << 20, Duration.ofSeconds(15));
        this.server = AgentServer.start(this, settings, bed.in(host, () -> AgentServer.bind(settings)));
    }

    String url() {
        return server.url();
    }

    @Override
    public AgentCard card(String url) {
        return Cards.card("Counting", "Says back what it was told.", url, new Cards.MeshHints(0, 1, 0.5))
                .addSkills(
                        Cards.skill("count", "Count", "Repeats the message.", List.of("count"), List.of("count this")))
                .build();
    }

    @Override
    public void run(TaskContext task) throws InterruptedException {
        runs.computeIfAbsent(task.text(), text -> new AtomicInteger()).incrementAndGet();
        if (task.text().startsWith("hold")) {
            gate(task.text()).await();
        }
        task.artifact("said", "said", Part.newBuilder().setText(task.text()).build());
        task.complete();
    }

    private CountDownLatch gate(String text) {
        return held.computeIfAbsent(text, any -> new CountDownLatch(1));
    }

    /** How often it was told this. */
    int runs(String text) {
        AtomicInteger count = runs.get(text);
        return count == null ? 0 : count.get();
    }

    void letGo(String text) {
        gate(text).countDown();
    }

    @Override
    public void close() {
        held.values().forEach(CountDownLatch::countDown);
        server.close();
    }
}
