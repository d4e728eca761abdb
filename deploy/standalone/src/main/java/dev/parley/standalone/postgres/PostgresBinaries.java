package dev.parley.standalone.postgres;

import dev.parley.kit.programs.BinaryCache;
import dev.parley.kit.programs.Detached;
import dev.parley.standalone.folder.StartRefused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from their Maven artifact.
 *
 * @param home holds {@code bin}, {@code lib} and {@code share}
 * @param prefix what stands before a command, so that PostgreSQL agrees to run (empty for an ordinary user)
 */
record PostgresBinaries(Path home, List<String> prefix) {
    PostgresBinaries {
        prefix = List.copyOf(prefix);
    }

    /** @throws StartRefused when there is no PostgreSQL for this machine, or when it cannot be run by this user */
    static PostgresBinaries unpack(BinaryCache cache) throws IOException, InterruptedException {
        URL archive = archive();
        Path home = cache.entry("postgresql-" + BinaryCache.fingerprint(archive), folder -> extract(archive, folder));
        return new PostgresBinaries(home, prefixForUser());
    }

    private static URL archive() {
        String architecture = System.getProperty("os.arch");
        String name = switch (architecture) {
            case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
            case "aarch64" -> "postgres-linux-arm_64.txz";
            default -> "";
        };
        URL archive = name.isEmpty() ? null : PostgresBinaries.class.getResource("/" + name);
        if (archive == null || !System.getProperty("os.name").equals("Linux")) {
            throw new StartRefused("No PostgreSQL inside for " + System.getProperty("os.name") + " on " + architecture
                    + " (expected: Linux on amd64 or aarch64; or give a database with --database-url)");
        }
        return archive;
    }

    // PostgreSQL refuses user id 0; inside a user namespace without a mapping it sees another one, and its files stay
    // ours
    private static List<String> prefixForUser() throws InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        List<String> namespace = List.of("unshare", "-U");
        List<String> probe = new ArrayList<>(namespace);
        probe.add("true");
        if (!Detached.succeeds(probe)) {
            throw new StartRefused("The embedded PostgreSQL does not run as root here: `unshare -U` is refused"
                    + " (expected: an ordinary user, or a database given with --database-url)");
        }
        return namespace;
    }

    private static void extract(URL archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive.openStream(), 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("Entry " + entry.getName() + " leaves its folder");
                }
                if (!entry.getName().endsWith(".a")) {
                    extract(tar, entry, target);
                }
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(tar, target);
            boolean runs = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    /** A command that runs one of the programs as this user. */
    List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }
}
