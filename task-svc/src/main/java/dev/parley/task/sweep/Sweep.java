package dev.parley.task.sweep;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Looks at something again and again, on a thread of its own with a pause behind each round. For what nothing can tell of: an
 * instance that died says nothing, time that passes neither, and a call may get lost. A round that fails is logged, the first of a row
 * as a warning, and the next one comes. Closed, a round is interrupted where it stands.
 */
public final class Sweep implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sweep.class);

    private final String name;
    private final Duration pause;
    private final Round round;
    private final Thread thread;

    /** One look, on the sweep's own thread. */
    public interface Round {
        void look() throws InterruptedException;
    }

    private Sweep(String name, Duration first, Duration pause, Round round) {
        this.name = name;
        this.pause = pause;
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).start(() -> lookAlways(first));
    }

    /** The first round comes after a pause. */
    public static Sweep every(Duration pause, String name, Round round) {
        return new Sweep(name, pause, pause, round);
    }

    /** The first round comes at once. */
    public static Sweep nowAndEvery(Duration pause, String name, Round round) {
        return new Sweep(name, Duration.ZERO, pause, round);
    }

    private void lookAlways(Duration first) {
        boolean failed = false;
        try {
            for (Duration wait = first; ; wait = pause) {
                Thread.sleep(wait);
                try {
                    round.look();
                    failed = false;
                } catch (RuntimeException e) {
                    // as often as it looks it would fill the log while the database is away
                    log.atLevel(failed ? Level.DEBUG : Level.WARN)
                            .addKeyValue("sweep", name)
                            .setCause(e)
                            .log("sweep failed; it comes again");
                    failed = true;
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
