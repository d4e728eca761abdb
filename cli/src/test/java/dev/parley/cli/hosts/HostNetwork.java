package dev.parley.cli.hosts;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Lets code of this JVM use the network of a host: a thread enters the network namespace of a process, and what sockets it makes
 * belong there for good, whichever thread uses them later. A thread begins in the network of the thread that starts it, and one that
 * stays behind makes connections to "127.0.0.1" that others refuse; so what runs here starts none and leaves again before anybody hears of
 * its end, which may start a carrier of virtual threads. {@link #strays} tells whether that was kept.
 */
final class HostNetwork {
    private static final int CLONE_NEWNET = 0x4000_0000;

    private final MethodHandle open;
    private final MethodHandle close;
    private final MethodHandle setns;

    // restricted: the signatures below are taken on trust; they are open(2), close(2) and setns(2)
    @SuppressWarnings("restricted")
    HostNetwork() {
        Linker linker = Linker.nativeLinker();
        this.open = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("open"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        this.close = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        this.setns = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setns"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    }

    /** Runs it on a thread of its own in the network of a process, and gives what it gives or throws what it throws. */
    <T> T in(long pid, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(pid);
            try {
                return work.call();
            } finally {
                enter(ProcessHandle.current().pid());
            }
        });
        Thread.ofPlatform().name("in-network-of-" + pid).daemon().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }

    /** The threads of this JVM that are in another network than the JVM. */
    static List<String> strays() throws IOException {
        Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
        List<String> strays = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                try {
                    if (!Files.readSymbolicLink(thread.resolve("ns/net")).equals(own)) {
                        strays.add(Files.readString(thread.resolve("comm")).strip());
                    }
                } catch (IOException ended) {
                    // between the listing and the look
                }
            }
        }
        return strays;
    }

    private void enter(long pid) throws IOException {
        int status;
        try (Arena arena = Arena.ofConfined()) {
            int file = (int) open.invokeExact(arena.allocateFrom("/proc/" + pid + "/ns/net"), 0);
            status = (int) setns.invokeExact(file, CLONE_NEWNET);
            int closed = (int) close.invokeExact(file);
            assert closed == 0 || status != 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
        if (status != 0) {
            throw new IOException(
                    "The network of process " + pid + " cannot be entered (expected: a live process, and root)");
        }
    }
}
