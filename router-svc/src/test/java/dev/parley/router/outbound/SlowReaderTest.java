package dev.parley.router.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.agent.Eventually;
import dev.parley.router.agent.Json;
import dev.parley.router.agent.ScriptedAgent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlowReaderTest {
    private static final int EVENTS = 4000;
    private static final String TEXT = "z".repeat(10_000);

    @Test
    void slowReader_stopsTheAgentAndLosesNothing() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        try (ScriptedAgent agent = chattering(sent);
                Calls calls = new Calls()) {
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger received = new AtomicInteger();
            CompletableFuture<CallOutcome> outcome = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(() -> run(
                            outcome,
                            () -> calls.caller.call(
                                    agent.registered("a", true),
                                    Calls.hello(),
                                    CallContext.getDefaultInstance(),
                                    Optional.empty(),
                                    event -> {
                                        go.await();
                                        received.incrementAndGet();
                                    })));

            int stoppedAt = awaitStandstill(sent);
            assertThat(stoppedAt).isPositive().isLessThan(EVENTS / 2);
            go.countDown();

            assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Finished.class);
            assertThat(received.get()).isEqualTo(EVENTS + 2);
        }
    }

    @Test
    void interruptedCall_closesTheConnection() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedAgent agent = new ScriptedAgent();
                Calls calls = new Calls()) {
            agent.on("SendStreamingMessage", (request, reply) -> {
                reply.stream().event(Json.task("t1", "WORKING"));
                // sees the end of its input, as a server would
                while (true) {
                    reply.raw(": beat\n\n");
                    if (never.await(10, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            });
            CountDownLatch first = new CountDownLatch(1);
            CompletableFuture<CallOutcome> outcome = new CompletableFuture<>();
            Thread call = Thread.ofVirtual()
                    .start(() -> run(
                            outcome,
                            () -> calls.caller.call(
                                    agent.registered("a", true),
                                    Calls.hello(),
                                    CallContext.getDefaultInstance(),
                                    Optional.empty(),
                                    event -> first.countDown())));
            first.await();

            call.interrupt();

            assertThat(outcome).failsWithin(Duration.ofSeconds(5));
            Eventually.await(() -> agent.openConnections() == 0);
            // and the caller's leaving is nobody's failure
            assertThat(calls.statistics.quality(new dev.parley.router.agent.AgentKey("default", "a"), 0.75))
                    .isEqualTo(0.75);
        }
    }

    private static ScriptedAgent chattering(AtomicInteger sent) throws Exception {
        return new ScriptedAgent().on("SendStreamingMessage", (request, reply) -> {
            reply.stream().event(Json.task("t1", "WORKING"));
            for (int i = 0; i < EVENTS; i++) {
                reply.event(Json.artifact("t1", TEXT));
                sent.incrementAndGet();
            }
            reply.event(Json.status("t1", "COMPLETED")).end();
        });
    }

    /** Waits until the agent could send nothing for a second. */
    static int awaitStandstill(AtomicInteger sent) throws Exception {
        AtomicLong since = new AtomicLong(System.nanoTime());
        AtomicInteger last = new AtomicInteger(-1);
        Eventually.await(() -> {
            int now = sent.get();
            if (last.getAndSet(now) != now) {
                since.set(System.nanoTime());
            }
            return now > 0 && System.nanoTime() - since.get() > TimeUnit.SECONDS.toNanos(1);
        });
        return sent.get();
    }

    private interface Call {
        CallOutcome run() throws Exception;
    }

    private static void run(CompletableFuture<CallOutcome> outcome, Call call) {
        try {
            outcome.complete(call.run());
        } catch (Exception e) {
            outcome.completeExceptionally(e);
        }
    }
}
