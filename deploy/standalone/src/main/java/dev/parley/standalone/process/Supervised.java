package dev.parley.standalone.process;

import dev.parley.standalone.folder.StartRefused;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server kept running: when its process ends without being asked to, it is started again, at once the first time and
 * with growing pauses when it keeps ending.
 */
public final class Supervised implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Supervised.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** How to start and stop it. */
    public interface Server {
        /** For the log. */
        String name();

        /** Starts the process and returns when it serves. */
        Process start() throws IOException, InterruptedException;

        /** Ends the process in good order and returns when it is gone. */
        void stop(Process process) throws IOException, InterruptedException;
    }

    /** How its process is. */
    public enum State {
        RUNNING,
        /** Between two processes, because somebody asked for that. */
        RESTARTING,
        /** It ended by itself and is started again after a pause. */
        CRASHED
    }

    private final Server server;
    private final Thread watcher;
    // held while one process takes the place of another
    private final ReentrantLock changing = new ReentrantLock();
    private volatile Process process;
    private volatile State state = State.RUNNING;
    private final AtomicInteger crashes = new AtomicInteger();
    private volatile boolean closing;

    private Supervised(Server server, Process process) {
        this.server = server;
        this.process = process;
        this.watcher = Thread.ofVirtual().name("supervise-" + server.name()).unstarted(this::watch);
    }

    /** Starts the server and watches it. */
    public static Supervised start(Server server) throws IOException, InterruptedException {
        Supervised supervised = new Supervised(server, server.start());
        supervised.watcher.start();
        return supervised;
    }

    public long pid() {
        return process.pid();
    }

    public State state() {
        return state;
    }

    /** How often it has ended by itself. */
    public int crashes() {
        return crashes.get();
    }

    /** When the process began that runs now, by the kernel's word. */
    public Optional<Instant> startedAt() {
        return process.info().startInstant();
    }

    /**
     * Ends the process in good order and starts another.
     *
     * @throws IOException when that does not start; it is tried again as after a crash. Likewise when it has crashed and does not
     *     come back
     */
    public void restart() throws IOException, InterruptedException {
        if (!changing.tryLock(LONGEST_PAUSE.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException(server.name() + " ended by itself and does not start again");
        }
        try {
            state = State.RESTARTING;
            server.stop(process);
            if (closing) {
                throw new IOException(server.name() + " is ended");
            }
            process = server.start();
            state = State.RUNNING;
        } finally {
            changing.unlock();
        }
    }

    private void watch() {
        try {
            while (!closing) {
                Process watched = process;
                int status = watched.waitFor();
                changing.lockInterruptibly();
                try {
                    if (!closing && watched.equals(process)) {
                        state = State.CRASHED;
                        crashes.incrementAndGet();
                        log.atError()
                                .addKeyValue("server", server.name())
                                .addKeyValue("pid", watched.pid())
                                .addKeyValue("status", status)
                                .log("server ended by itself, starting it again");
                        startAgain();
                    }
                } finally {
                    changing.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startAgain() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (!closing) {
            Thread.sleep(pause);
            try {
                process = server.start();
                state = State.RUNNING;
                log.atWarn()
                        .addKeyValue("server", server.name())
                        .addKeyValue("pid", process.pid())
                        .log("server runs again");
                return;
            } catch (IOException | StartRefused e) {
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                log.atError()
                        .addKeyValue("server", server.name())
                        .addKeyValue("reason", e.getMessage())
                        .addKeyValue("next_try_in", pause)
                        .log("server does not start; its own log is in the data folder");
            }
        }
    }

    /** Ends the server in good order. */
    @Override
    public void close() {
        closing = true;
        watcher.interrupt();
        try {
            watcher.join(Duration.ofSeconds(15));
            // a restart that is under way has its new process by then, or starts none
            boolean alone = changing.tryLock(LONGEST_PAUSE.multipliedBy(3).toMillis(), TimeUnit.MILLISECONDS);
            try {
                server.stop(process);
            } finally {
                if (alone) {
                    changing.unlock();
                }
            }
        } catch (IOException e) {
            log.atWarn().setCause(e).addKeyValue("server", server.name()).log("server did not stop as asked");
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
