package dev.parley.bench.chaos.load;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers that come at a fixed rate, however long their messages take, so many at once at most: who is due then waits. What each saw is
 * kept until the end, about a kilobyte a message.
 */
public final class Load implements AutoCloseable {
    private static final Duration TO_GIVE_UP = Duration.ofSeconds(20);
    private static final double LEAST_SHARE = 0.1;
    private static final Duration LOOK = Duration.ofMillis(200);

    private final long seed;
    private final String run;
    private final Mix mix;
    private final int perSecond;
    private final Duration ramp;
    private final MeshCalls mesh;
    private final Troubles troubles = new Troubles();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger waited = new AtomicInteger();
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final Thread pace;
    private volatile boolean ending;
    private volatile boolean givenUp;

    /**
     * Begins at once.
     *
     * @param seed orders what is sent
     * @param mix of what
     * @param callers at once at most
     * @param ramp how long the rate rises until it is the full one
     * @param run part of the message ids, so that no two runs share one
     */
    public Load(long seed, Mix mix, String run, int perSecond, int callers, Duration ramp, MeshCalls mesh) {
        this.room = new Semaphore(callers);
        this.seed = seed;
        this.mix = mix;
        this.run = run;
        this.perSecond = perSecond;
        this.ramp = ramp;
        this.mesh = mesh;
        this.pace = Thread.ofPlatform().name("pace").daemon().start(this::send);
    }

    private void send() {
        long step = TimeUnit.SECONDS.toNanos(1) / perSecond;
        long begun = System.nanoTime();
        long due = begun;
        for (long number = 0; !ending; number++) {
            // cold processes do a tenth of what they do later
            double share = Math.clamp((double) (due - begun) / ramp.toNanos(), LEAST_SHARE, 1);
            due += (long) (step / share);
            for (long wait = due - System.nanoTime(); wait > 0 && !ending; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            if (!room.tryAcquire()) {
                waited.incrementAndGet();
                room.acquireUninterruptibly();
            }
            Order order = Order.of(seed, number, mix);
            Sent message = new Sent(order, order.messageId(run), due);
            sent.add(message);
            execute(() -> follow(message));
        }
    }

    private void execute(Runnable work) {
        open.incrementAndGet();
        try {
            threads.execute(() -> {
                try {
                    work.run();
                } finally {
                    open.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) {
            open.decrementAndGet(); // all have given up
        }
    }

    private void follow(Sent message) {
        try {
            new Caller(message, mesh, troubles, () -> givenUp, this::execute).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            room.release();
        }
    }

    /** All messages so far. */
    public List<Sent> sent() {
        return List.copyOf(sent);
    }

    public Troubles troubles() {
        return troubles;
    }

    /** How many callers and further watchers are at it. */
    public int open() {
        return open.get();
    }

    /** How many messages were late because too many others were under way. */
    public int waited() {
        return waited.get();
    }

    /** Sends no more and waits until every caller has its end, for so long at most; then all give up. */
    public void settle(Duration within) throws InterruptedException {
        ending = true;
        pace.join();
        long end = System.nanoTime() + within.toNanos();
        while (open.get() > 0 && System.nanoTime() - end < 0) {
            Thread.sleep(LOOK);
        }
        close();
        threads.awaitTermination(TO_GIVE_UP.toSeconds(), TimeUnit.SECONDS);
    }

    /** All give up. */
    @Override
    public void close() {
        ending = true;
        givenUp = true;
        threads.shutdownNow();
    }
}
