package dev.parley.standalone.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The processes of this machine, read from {@code /proc}: {@link ProcessHandle} does not tell a zombie from a live
 * process and cuts long command lines.
 */
public final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final Duration POLL = Duration.ofMillis(20);

    private final InstantSource clock;

    public ProcessTable(InstantSource clock) {
        this.clock = clock;
    }

    /** True while the id is taken, by a zombie too. */
    public boolean exists(long pid) {
        return Files.exists(PROC.resolve(Long.toString(pid)));
    }

    /** Ended, but not yet reaped by its parent. */
    public boolean isZombie(long pid) {
        return read(pid, "stat")
                // the name in brackets may hold anything: the state follows the last bracket
                .map(stat ->
                        stat.substring(stat.lastIndexOf(')') + 1).stripLeading().startsWith("Z"))
                .orElse(false);
    }

    /** Its arguments joined by spaces; empty for a zombie, a process of the kernel, or none at all. */
    public String commandLine(long pid) {
        return read(pid, "cmdline").map(text -> text.replace('\0', ' ').strip()).orElse("");
    }

    /** Some process, other than this one, whose command line holds all of the texts. */
    public OptionalLong findNaming(String... texts) {
        long self = ProcessHandle.current().pid();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(entry.getFileName().toString());
                String commandLine = commandLine(pid);
                if (pid != self && Arrays.stream(texts).allMatch(commandLine::contains)) {
                    return OptionalLong.of(pid);
                }
            }
            return OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static Optional<String> read(long pid, String file) {
        try {
            return Optional.of(new String(
                    Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(file)), UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Sends a signal by name, {@code INT} for instance; a process that is gone is no error. */
    public void signal(long pid, String name) throws IOException {
        // the shell's own kill: /bin/kill is not everywhere, and Java knows only TERM and KILL
        Process kill = new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\" 2>/dev/null", name, Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            kill.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the id is free, zombies included; false when it is still taken in the end. */
    public boolean awaitGone(long pid, Duration atMost) {
        return awaitNot(() -> exists(pid), atMost);
    }

    /** Waits until the process runs no more; a zombie does not. False when it still runs in the end. */
    public boolean awaitEnded(long pid, Duration atMost) {
        return awaitNot(() -> exists(pid) && !isZombie(pid), atMost);
    }

    private boolean awaitNot(BooleanSupplier state, Duration atMost) {
        Instant end = clock.instant().plus(atMost);
        while (state.getAsBoolean()) {
            if (clock.instant().isAfter(end)) {
                return false;
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
