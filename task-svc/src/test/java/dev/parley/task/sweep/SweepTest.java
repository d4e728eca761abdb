package dev.parley.task.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SweepTest {
    @Test
    void roundThatFails_isFollowedByTheNext() throws Exception {
        Semaphore rounds = new Semaphore(0);
        try (Sweep sweep = Sweep.nowAndEvery(Duration.ofMillis(1), "failing", () -> {
            rounds.release();
            throw new IllegalStateException("away");
        })) {
            assertThat(sweep).isNotNull();
            assertThat(rounds.tryAcquire(3, 20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void close_interruptsTheRoundUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (Sweep sweep = Sweep.nowAndEvery(Duration.ofSeconds(1), "held up", () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
        })) {
            assertThat(sweep).isNotNull();
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
