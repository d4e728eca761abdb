package dev.parley.task.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HostLimitsTest {
    @Test
    void slowTarget_holdsUpNoOther() throws Exception {
        HostLimits limits = new HostLimits(4, 2);
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(2);
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(Thread.startVirtualThread(() -> {
                try {
                    limits.within("slow:80", () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        full.countDown();
                        slow.await();
                        inside.decrementAndGet();
                        return true;
                    });
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        assertThat(full.await(5, TimeUnit.SECONDS)).isTrue();

        assertThat(limits.within("fast:80", () -> "through")).isEqualTo("through");

        slow.countDown();
        for (Thread thread : waiting) {
            thread.join(5_000);
        }
        assertThat(most.get()).isEqualTo(2);
        assertThat(limits.hosts()).isZero();
    }
}
