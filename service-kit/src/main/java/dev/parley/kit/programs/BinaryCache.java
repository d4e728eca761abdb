package dev.parley.kit.programs;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Where programs that travel in jars are unpacked, once for all data folders of a user. An entry appears whole or not at
 * all, so several processes may fill the cache at once; it may be deleted whenever no mesh runs.
 */
public final class BinaryCache {
    private final Path folder;

    public BinaryCache(Path folder) {
        this.folder = folder;
    }

    /** Fills a fresh, empty folder. */
    public interface Filling {
        void into(Path folder) throws IOException, InterruptedException;
    }

    /** Where an entry is or will be. */
    public Path entry(String name) {
        return folder.resolve(name);
    }

    /** The entry, made first when it is missing. */
    public Path entry(String name, Filling filling) throws IOException, InterruptedException {
        Path entry = entry(name);
        if (Files.isDirectory(entry)) {
            return entry;
        }
        Files.createDirectories(folder);
        Path fresh = Files.createTempDirectory(folder, name + ".");
        try {
            filling.into(fresh);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(fresh, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(entry)) {
                throw e;
            }
            // another process was faster
        } finally {
            deleteAll(fresh);
        }
        return entry;
    }

    /** A name that changes with the content of a resource inside a jar. */
    public static String fingerprint(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        if (connection instanceof JarURLConnection jar) {
            return Long.toHexString(jar.getJarEntry().getCrc()) + "-"
                    + Long.toHexString(jar.getJarEntry().getSize());
        }
        return Long.toHexString(connection.getContentLengthLong());
    }

    /** Deletes a folder with what is in it; links are not followed. A missing folder is no error. */
    public static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
