package dev.parley.bench.chaos;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be ended, the last first, once, also when the program is interrupted. Thread-safe. */
final class Cleanup {
    private final Deque<Ending> endings = new ArrayDeque<>();

    /** Something to end. */
    interface Step {
        void end() throws Exception;
    }

    private record Ending(String what, Step step) {}

    synchronized void add(String what, Step step) {
        endings.push(new Ending(what, step));
    }

    /** Goes on when one of them fails. */
    synchronized void run() {
        while (!endings.isEmpty()) {
            Ending ending = endings.pop();
            try {
                ending.step().end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                System.err.println("chaos: " + ending.what() + " did not end as it should: " + e);
            }
        }
    }
}
