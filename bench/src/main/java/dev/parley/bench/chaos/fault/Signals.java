package dev.parley.bench.chaos.fault;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Signals to processes, and the memory of those that were stopped. Thread-safe. */
final class Signals implements AutoCloseable {
    private final Set<ProcessHandle> stopped = ConcurrentHashMap.newKeySet();

    void kill(ProcessHandle process) throws IOException, InterruptedException {
        send(process, "KILL");
    }

    void stop(ProcessHandle process) throws IOException, InterruptedException {
        stopped.add(process);
        send(process, "STOP");
    }

    void goOn(ProcessHandle process) throws IOException, InterruptedException {
        if (process.isAlive()) {
            send(process, "CONT");
        }
        stopped.remove(process);
    }

    private static void send(ProcessHandle process, String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (code != 0 && process.isAlive()) {
            throw new IOException("kill -" + signal + " " + process.pid() + " ended with " + code);
        }
    }

    /** Lets everything go on that is stopped. */
    @Override
    public void close() throws IOException, InterruptedException {
        for (ProcessHandle process : stopped) {
            goOn(process);
        }
    }
}
