package dev.parley.task;

import dev.parley.kit.health.Dependency;
import dev.parley.task.running.Admission;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Closes intake while the disk under the database is nearly full (less than 1 GiB or 5 %), where the database is on a disk
 * of ours: {@code parley.task.disk} names a folder on it. Running tasks go on.
 */
@Singleton
@Requires(property = "parley.task.disk")
final class DiskSpace implements Dependency {
    private static final long MIN_BYTES = 1L << 30;
    private static final double MIN_SHARE = 0.05;

    private final Path folder;
    private final Admission admission;

    DiskSpace(@Value("${parley.task.disk}") String folder, Admission admission) {
        this.folder = Path.of(folder);
        this.admission = admission;
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public boolean required() {
        return true;
    }

    @Override
    public boolean isEssential() {
        return false;
    }

    @Override
    public String check() throws IOException {
        FileStore store = Files.getFileStore(folder);
        long free = store.getUsableSpace();
        boolean full = free < Math.max(MIN_BYTES, (long) (store.getTotalSpace() * MIN_SHARE));
        String fact = (free >> 20) + " MiB free";
        if (full) {
            admission.close("The disk is nearly full: " + fact);
            throw new IOException("nearly full: " + fact);
        }
        admission.open();
        return fact;
    }
}
