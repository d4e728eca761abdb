package dev.parley.edge.overload;

import dev.parley.kit.life.Features;
import dev.parley.kit.life.MemoryPressure;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.router.v1.Need;
import io.grpc.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Bounds how many messages wait to be accepted, by how long that takes: while it takes longer than wanted on average, fewer are let
 * in at once, else one more with each tenth of a second. The rest is refused at once, low priorities first. How long agents take
 * does not count. While memory is short, no more than the smallest bound are let in. A message is counted from the {@link Door} on where it comes through it, else from where it is sent on.
 * Safe for concurrent use.
 */
@Singleton
public final class AcceptLimit {
    private static final int USUAL_PRIORITY = 4;
    private static final Context.Key<Waiting> AT_THE_DOOR = Context.key("at-the-door");

    private final OverloadConfig config;
    private final boolean on;
    private final BooleanSupplier memoryHigh;
    private final LongSupplier nanoTime;
    private final WindowedLimit limit;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Counter refused;
    private final MeterRegistry meters;
    private final List<Meter> ofThisEdge;

    @Inject
    AcceptLimit(OverloadConfig config, Features features, MemoryPressure memory, MeterRegistry meters) {
        this(config, features, memory::isHigh, meters, System::nanoTime);
    }

    AcceptLimit(
            OverloadConfig config,
            Features features,
            BooleanSupplier memoryHigh,
            MeterRegistry meters,
            LongSupplier nanoTime) {
        this.config = config;
        this.on = features.backpressureEnabled();
        this.memoryHigh = memoryHigh;
        this.nanoTime = nanoTime;
        int initial = Math.clamp(config.max() / 10, config.min(), config.max());
        this.limit = new WindowedLimit(
                initial, config.min(), config.max(), config.target().toNanos());
        this.refused = Counter.builder("parley.edge.refused")
                .description("Messages refused because the mesh has too much to do")
                .register(meters);
        this.meters = meters;
        this.ofThisEdge = List.of(
                Gauge.builder("parley.edge.accepting", waiting, AtomicInteger::get)
                        .description("Messages that wait to be accepted")
                        .register(meters),
                Gauge.builder("parley.edge.accept.limit", limit, WindowedLimit::get)
                        .description("Messages that may wait to be accepted at once")
                        .register(meters));
    }

    /** The registry is the process's and outlives this edge. */
    @PreDestroy
    void stop() {
        ofThisEdge.forEach(meters::remove);
    }

    /** One message that waits to be accepted. What is told first counts; safe for concurrent use. */
    public final class Waiting {
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicBoolean sentOn = new AtomicBoolean();
        private final long since = nanoTime.getAsLong();

        /** It is in the journal. */
        public void accepted() {
            end(true, false);
        }

        /** The mesh itself could not take it. */
        public void overloaded() {
            end(true, true);
        }

        /** It was refused for what it is, or its caller has left. */
        public void forget() {
            end(false, false);
        }

        /** Nobody sent it on: it was no message after all. */
        void leave() {
            if (!sentOn.get()) {
                forget();
            }
        }

        private void end(boolean tells, boolean overloaded) {
            if (over.compareAndSet(false, true)) {
                int before = waiting.getAndDecrement();
                if (tells) {
                    long now = nanoTime.getAsLong();
                    limit.sample(now, now - since, before, overloaded);
                }
            }
        }
    }

    /** What is sent on in this context is what came in at the door. */
    public static Context through(Context context, Waiting waiting) {
        return context.withValue(AT_THE_DOOR, waiting);
    }

    /**
     * Lets a message in; what is answered must be told.
     *
     * @throws A2aException OVERLOADED
     */
    public Waiting enter(Need need) {
        int priority = need.hasPriority() ? need.getPriority() : USUAL_PRIORITY;
        Waiting in = AT_THE_DOOR.get();
        if (in == null || !in.sentOn.compareAndSet(false, true)) {
            return enter(priority);
        }
        int others = waiting.get() - 1;
        if (on && priority < USUAL_PRIORITY && others >= most(priority)) {
            in.forget();
            throw refuse(others);
        }
        return in;
    }

    /**
     * Lets a message of the usual priority in, which nobody has read yet.
     *
     * @throws A2aException OVERLOADED
     */
    Waiting enter() {
        return enter(USUAL_PRIORITY);
    }

    private Waiting enter(int priority) {
        int before = waiting.getAndIncrement();
        if (on && before >= most(priority)) {
            waiting.getAndDecrement();
            throw refuse(before);
        }
        return new Waiting();
    }

    private A2aException refuse(int before) {
        refused.increment();
        return A2aException.retryable(
                A2aErrorCode.OVERLOADED,
                "The mesh has more messages than it can take (" + before + " wait)",
                config.retryAfter());
    }

    /**
     * The last fifth is for messages above the usual priority, the fifth before it not for those below. While memory is short, no more than
     * always may, and none below.
     */
    private int most(int priority) {
        boolean isShort = memoryHigh.getAsBoolean();
        if (isShort && priority < USUAL_PRIORITY) {
            return 0;
        }
        int all = isShort ? config.min() : limit.get();
        return Math.max(1, all * (4 + Math.clamp(priority - USUAL_PRIORITY, -1, 1)) / 5);
    }

    int limit() {
        return limit.get();
    }
}
