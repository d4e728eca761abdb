package dev.parley.cli.conformance.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream of an agent's, or its refusal to open one. For one reader; closing it is the caller going away. */
public final class EventStream implements AutoCloseable {
    private static final int MAX_WAITING = 10_000;

    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>(MAX_WAITING);
    private final @Nullable Reply refusal;
    private final Runnable hangUp;
    private @Nullable Frame pushedBack;

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

    /** Adds what came; false when the reader is too far behind. */
    boolean offer(Frame frame) {
        return frames.offer(frame);
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

    /** All frames up to the last one, or up to a silence, which is then the last. */
    public List<Frame> rest(Duration silence) {
        List<Frame> all = new ArrayList<>();
        while (true) {
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
