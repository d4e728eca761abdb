package dev.parley.task.running;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** The same work with each of many, some at once. */
final class SideBySide {
    private SideBySide() {}

    /** Returns when all of it is done. */
    static <T> void each(List<T> all, int atOnce, Consumer<T> work) throws InterruptedException {
        Semaphore room = new Semaphore(atOnce);
        List<Thread> under = new ArrayList<>(all.size());
        for (T one : all) {
            room.acquire();
            under.add(Thread.startVirtualThread(() -> {
                try {
                    work.accept(one);
                } finally {
                    room.release();
                }
            }));
        }
        for (Thread thread : under) {
            thread.join();
        }
    }
}
