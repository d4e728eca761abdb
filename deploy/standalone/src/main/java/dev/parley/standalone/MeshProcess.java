package dev.parley.standalone;

import dev.parley.kit.log.ServerLog;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.MeshRun;
import dev.parley.standalone.folder.StartRefused;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mesh that has this process to itself: it logs to the data folder, and ends in good order on SIGTERM and SIGINT, also
 * while it is still starting.
 */
public final class MeshProcess {
    private static final Logger log = LoggerFactory.getLogger(MeshProcess.class);

    private final CompletableFuture<AutoCloseable> started = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean ending;

    private MeshProcess() {}

    /**
     * A mesh that is ready.
     *
     * @param mesh ends it
     */
    public record Started(AutoCloseable mesh, MeshRun run) {}

    /** Starts a mesh on a folder that is held for it. */
    public interface Start {
        /** @param ending becomes true when the process is told to end while this goes on: then it may give up */
        Started on(DataFolder folder, BooleanSupplier ending);
    }

    /**
     * Runs until the process is told to end.
     *
     * @param logLevel as {@code LOG_LEVEL} gives it
     * @param console also log short lines to standard error
     * @param parent end when this process is gone
     * @param whenReady told once what runs
     * @throws StartRefused when it cannot start
     */
    public static void run(
            Path dataFolder,
            String logLevel,
            boolean console,
            OptionalLong parent,
            Start start,
            Consumer<MeshRun> whenReady)
            throws InterruptedException {
        DataFolder folder = DataFolder.open(dataFolder);
        ServerLog.start(folder.log(), logLevel, console);
        MeshProcess process = new MeshProcess();
        Runtime.getRuntime().addShutdownHook(new Thread(process::end, "shutdown"));
        parent.ifPresent(MeshProcess::endWith);
        try {
            Started started = start.on(folder, () -> process.ending);
            process.started.complete(started.mesh());
            whenReady.accept(started.run());
        } catch (RuntimeException e) {
            process.started.completeExceptionally(e);
            log.atError().setCause(e).log("mesh does not start");
            throw e;
        }
        process.ended.await();
    }

    private void end() {
        ending = true;
        try {
            started.handle((mesh, failure) -> mesh)
                    .thenAccept(MeshProcess::close)
                    .join();
        } finally {
            ServerLog.stop();
            ended.countDown();
        }
    }

    private static void close(@Nullable AutoCloseable mesh) {
        if (mesh != null) {
            try {
                mesh.close();
            } catch (Exception e) {
                log.atError().setCause(e).log("mesh does not end in good order");
            }
        }
    }

    private static void endWith(long parent) {
        ProcessHandle.of(parent)
                .ifPresentOrElse(process -> process.onExit().thenRun(() -> System.exit(0)), () -> System.exit(0));
    }
}
