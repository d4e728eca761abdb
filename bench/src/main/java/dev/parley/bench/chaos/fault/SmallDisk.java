package dev.parley.bench.chaos.fault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tmpfs under PostgreSQL's own folder, which is full when it is made as small as what is in it. Needs root. It takes as much memory as
 * the database has, and syncs to it cost nothing.
 */
public final class SmallDisk implements AutoCloseable {
    private static final long SIZE = 8L << 30;
    private static final long PAGE = 4096;
    private static final long MOST_SPARE = 64L << 20;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Whether this user may do it. */
    public static boolean isPossible() throws IOException, InterruptedException {
        Path probe = Files.createTempDirectory("chaos-disk");
        try {
            mount(probe);
            run("umount", probe.toString());
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** @param folder of a PostgreSQL that does not run; its files move over */
    public static SmallDisk under(Path folder) throws IOException, InterruptedException {
        Path before = folder.resolveSibling("postgres.before");
        Files.move(folder, before);
        Files.createDirectory(folder);
        mount(folder);
        SmallDisk disk = new SmallDisk(folder);
        try {
            run("cp", "-a", before + "/.", folder.toString());
            run("chmod", "--reference=" + before, folder.toString());
            run("chown", "--reference=" + before, folder.toString());
            run("rm", "-rf", before.toString());
        } catch (IOException e) {
            disk.close();
            throw e;
        }
        return disk;
    }

    private static void mount(Path folder) throws IOException, InterruptedException {
        run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", folder.toString());
    }

    /** From now on there is no room, or next to none. */
    void fill() throws IOException, InterruptedException {
        FileStore store = Files.getFileStore(folder);
        for (long spare = PAGE; ; spare *= 4) {
            long used = store.getTotalSpace() - store.getUnallocatedSpace();
            try {
                run("mount", "-o", "remount,size=" + (used + spare), folder.toString());
                return;
            } catch (IOException e) {
                // more was written between the look and the deed, which cannot take away what is there
                if (spare > MOST_SPARE) {
                    throw e;
                }
            }
        }
    }

    /** There is room again. */
    void free() throws IOException, InterruptedException {
        run("mount", "-o", "remount,size=" + SIZE, folder.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said;
        try (InputStream out = process.getInputStream()) {
            said = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
        int code = process.waitFor();
        if (code != 0) {
            List<String> line = new ArrayList<>(List.of(command));
            throw new IOException(String.join(" ", line) + " ended with " + code + ": " + said);
        }
    }

    /** Ends it, and leaves what is on it where it was. */
    public void keep() throws IOException, InterruptedException {
        Path kept = folder.resolveSibling("postgres.kept");
        run("cp", "-a", folder.toString(), kept.toString());
        close();
        Files.delete(folder);
        Files.move(kept, folder);
    }

    /** What is on it is gone then. */
    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", folder.toString());
    }
}
