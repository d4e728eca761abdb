package dev.parley.cli.conformance.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream of an agent's, or its refusal to open one. For one reader; closing it is the caller going away. It brings at most
 * 10,000 frames and 32 Mi characters.
 */
public final class EventStream implements AutoCloseable {
    private static final int MAX_FRAMES = 10_000;
    private static final int MAX_CHARACTERS = 32 * 1024 * 1024;

    // room for the last word, that it was too much
    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>(MAX_FRAMES + 1);
    private final @Nullable Reply refusal;
    private final Runnable hangUp;
    private @Nullable Frame pushedBack;
    private int came;
    private long characters;
    private boolean isTooMuch;

    private EventStream(@Nullable Reply refusal, Runnable hangUp) {
        this.refusal = refusal;
        this.hangUp = hangUp;
    }

    static EventStream refused(Reply reply) {
        return new EventStream(reply, () -> {});
    }

    static EventStream open(Runnable hangUp) {
        return new EventStream(null, hangUp);
    }

    /**
     * Adds what came.
     *
     * @param length how many characters it was
     * @return false when it was too much: the stream is broken by that, and nothing more need be offered
     */
    synchronized boolean offer(Frame frame, int length) {
        if (isTooMuch) {
            return false;
        }
        came++;
        characters += length;
        isTooMuch = came > MAX_FRAMES || characters > MAX_CHARACTERS;
        return frames.offer(isTooMuch ? new Frame.Broken("no end after " + (came - 1) + " frames") : frame)
                && !isTooMuch;
    }

    /** This stream, or what it began with in its place when that was an error. */
    EventStream unlessRefused(Duration within) {
        if (peek(within) instanceof Frame.Failed failed) {
            close();
            return refused(new Reply.Refused(failed.fault()));
        }
        return this;
    }

    /** What the agent said instead of a stream. */
    public Optional<Reply> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The next frame; {@link Frame.Silent} when none comes within the time. */
    public Frame next(Duration within) {
        Frame back = pushedBack;
        if (back != null) {
            pushedBack = back.isLast() ? back : null;
            return back;
        }
        try {
            Frame frame = frames.poll(within.toNanos(), TimeUnit.NANOSECONDS);
            if (frame == null) {
                return new Frame.Silent();
            }
            pushedBack = frame.isLast() ? frame : null;
            return frame;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Frame.Broken("interrupted");
        }
    }

    /** Looks at the next frame without taking it. */
    Frame peek(Duration within) {
        Frame frame = next(within);
        if (!(frame instanceof Frame.Silent)) {
            pushedBack = frame;
        }
        return frame;
    }

    /**
     * All frames up to the last one, or up to a silence, which is then the last. A stream that still goes on after four
     * times as long as it may be silent counts as broken.
     */
    public List<Frame> rest(Duration silence) {
        long end = System.nanoTime() + silence.multipliedBy(4).toNanos();
        List<Frame> all = new ArrayList<>();
        while (true) {
            if (System.nanoTime() - end > 0) {
                all.add(new Frame.Broken("no end after " + all.size() + " frames"));
                return all;
            }
            Frame frame = next(silence);
            all.add(frame);
            if (frame.isLast() || frame instanceof Frame.Silent) {
                return all;
            }
        }
    }

    @Override
    public void close() {
        hangUp.run();
    }
}
