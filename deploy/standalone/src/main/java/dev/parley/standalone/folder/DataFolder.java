package dev.parley.standalone.folder;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.parley.kit.files.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The folder in which one mesh keeps everything, mode 0700, held by one process at a time. The lock is the kernel's: it
 * goes with its process, however that ends. One {@code DataFolder} of a path per JVM, for the same reason.
 */
public final class DataFolder implements AutoCloseable {
    /** Of the folder's layout. A build opens folders of its own and of earlier formats. */
    public static final int FORMAT = 1;

    private static final int SECRET_BYTES = 24;

    private final Path root;
    private final FileChannel lockChannel;

    private DataFolder(Path root, FileChannel lockChannel) {
        this.root = root;
        this.lockChannel = lockChannel;
    }

    /**
     * Makes the folder where it is missing and takes hold of it.
     *
     * @throws StartRefused when another process holds it, when a newer build wrote it, or when it cannot be written
     */
    public static DataFolder open(Path path) {
        try {
            // the real path: it is looked for in the command lines of servers that an earlier run left behind
            Path root = prepare(path);
            DataFolder folder = new DataFolder(root, lock(root));
            try {
                folder.checkFormat();
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
            return folder;
        } catch (IOException e) {
            throw new StartRefused(
                    "Data folder " + path + " cannot be used: " + e + " (expected: a folder that this user may write)",
                    e);
        }
    }

    /** Makes the folder and what is in every one of them, all of mode 0700, without taking hold of it; its real path. */
    public static Path prepare(Path path) throws IOException {
        Path root = makePrivate(path.toAbsolutePath().normalize()).toRealPath();
        for (String part : List.of("run", "log", "secrets")) {
            makePrivate(root.resolve(part));
        }
        return root;
    }

    private static Path makePrivate(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        return folder;
    }

    private static FileChannel lock(Path root) throws IOException {
        FileChannel channel = FileChannel.open(
                root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            ByteBuffer holder = ByteBuffer.allocate(20);
            channel.read(holder, 0);
            channel.close();
            throw new StartRefused("Data folder " + root + " is in use by process "
                    + new String(holder.array(), 0, holder.position(), US_ASCII).strip()
                    + " (expected: a folder of its own; `parley down --data " + root + "` ends what runs there)");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII)), 0);
        return channel;
    }

    private void checkFormat() throws IOException {
        Path file = root.resolve("format");
        if (!Files.exists(file)) {
            Files.writeString(file, FORMAT + "\n");
            return;
        }
        String written = Files.readString(file).strip();
        if (!written.matches("[1-9][0-9]{0,8}") || Integer.parseInt(written) > FORMAT) {
            throw new StartRefused(
                    "Data folder " + root + " has format " + written + ", written by a newer build (expected: format "
                            + FORMAT + " or lower; use that build, or another --data)");
        }
    }

    public Path root() {
        return root;
    }

    /** What belongs to the running mesh only: addresses, sockets, pid files. */
    public Path run() {
        return root.resolve("run");
    }

    public Path log() {
        return root.resolve("log");
    }

    /** PostgreSQL's own data directory. */
    public Path postgres() {
        return root.resolve("postgres");
    }

    private Path secrets() {
        return root.resolve("secrets");
    }

    /** A password kept in the folder (mode 0600), made at the first call. */
    public String secret(String name) {
        Path file = secrets().resolve(name);
        try {
            if (!Files.exists(file)) {
                byte[] random = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(random);
                AtomicFile.writeSecret(file, HexFormat.of().formatHex(random));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets another process have it. */
    @Override
    public void close() {
        try {
            lockChannel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
