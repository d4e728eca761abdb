package dev.parley.bench.chaos.load;

import java.util.Arrays;

/**
 * What one watcher of a task saw: the numbers of the events in their order, and a hash of each. Written by its caller's thread; safe for
 * concurrent use.
 */
public final class Watch {
    /** Of an event without a number. */
    public static final long NO_NUMBER = -1;

    private long[] numbers = new long[8];
    private int[] hashes = new int[8];
    private int count;
    private int resumed;
    private boolean bare;
    private String text = "";
    private String end = "";
    private final boolean fromStart;

    /** @param fromStart it asked for everything from the first event on */
    public Watch(boolean fromStart) {
        this.fromStart = fromStart;
    }

    public boolean fromStart() {
        return fromStart;
    }

    public synchronized void event(StreamEvent event) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, count * 2);
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        numbers[count] = event.number();
        hashes[count++] = event.hash();
        bare |= event.isMessage();
        text = event.textAfter(text);
        if (event.isEnd()) {
            end = event.state();
        }
    }

    synchronized void resumed() {
        resumed++;
    }

    /** The last number seen; 0 before the first. */
    public synchronized long last() {
        return count == 0 ? 0 : numbers[count - 1];
    }

    public synchronized int count() {
        return count;
    }

    public synchronized long[] numbers() {
        return Arrays.copyOf(numbers, count);
    }

    public synchronized int[] hashes() {
        return Arrays.copyOf(hashes, count);
    }

    /** How often it broke and was gone on with. */
    public synchronized int timesResumed() {
        return resumed;
    }

    /** Whether it saw a bare Message, which is no task's. */
    public synchronized boolean isBare() {
        return bare;
    }

    /** The artifact's text, as it was put together from the events. */
    public synchronized String text() {
        return text;
    }

    /** The state in which it saw the task end; empty when it did not. */
    public synchronized String end() {
        return end;
    }
}
