package dev.parley.task.running;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.task.dispatch.DispatchConfig;
import dev.parley.task.dispatch.Lane;
import dev.parley.task.dispatch.Ticket;
import dev.parley.task.dispatch.Turnstile;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TurnTest {
    private static final Lane LANE = new Lane("t", "a");

    private final Turnstile turnstile = new Turnstile(new DispatchConfig(10, 1, 10, false), () -> 0);
    private final Turn turn = new Turn(InstantSource.system());

    private Ticket queue() {
        return turnstile.queue(LANE, Turnstile.USUAL_PRIORITY);
    }

    private CompletableFuture<@Nullable Ticket> awaiting(@Nullable Ticket given, Supplier<Ticket> queue) {
        CompletableFuture<@Nullable Ticket> place = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                place.complete(turn.awaitPlace(given, queue));
            } catch (InterruptedException e) {
                place.completeExceptionally(e);
            }
        });
        return place;
    }

    private void awaitWaiting(int messages) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (turnstile.waiting() != messages && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(turnstile.waiting()).isEqualTo(messages);
    }

    @Test
    void placeThatOthersGaveBack_isWaitedForAnew() throws Exception {
        Ticket given = queue();
        given.close();
        try (Ticket place = turn.awaitPlace(given, this::queue)) {
            assertThat(place).isNotNull().isNotSameAs(given);
            assertThat(turnstile.inside()).isEqualTo(1);
        }
        assertThat(turnstile.inside()).isZero();
    }

    @Test
    void ticketThatOthersCloseInTheQueue_isWaitedForAnew() throws Exception {
        try (Ticket first = queue()) {
            Ticket given = queue();
            CompletableFuture<@Nullable Ticket> place = awaiting(given, this::queue);
            given.close();
            awaitWaiting(1);
            assertThat(place).isNotDone();
            first.close();
            assertThat(place.get(20, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void calledOff_leavesTheQueueForGood() throws Exception {
        try (Ticket first = queue()) {
            CompletableFuture<@Nullable Ticket> place = awaiting(null, this::queue);
            awaitWaiting(1);
            while (!turn.callOff()) {
                Thread.onSpinWait(); // it is in the queue, and not yet waiting
            }
            assertThat(place.get(20, TimeUnit.SECONDS)).isNull();
            assertThat(turnstile.waiting()).isZero();
            assertThat(turnstile.inside()).isEqualTo(1);
            first.close();
        }
        assertThat(turnstile.inside()).isZero();
    }
}
