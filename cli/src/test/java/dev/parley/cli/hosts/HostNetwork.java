package dev.parley.cli.hosts;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Lets code of this JVM use the network of a host: a thread enters the network namespace of a process, and what sockets it makes
 * belong there for good, whichever thread uses them later.
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
            return work.call();
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
