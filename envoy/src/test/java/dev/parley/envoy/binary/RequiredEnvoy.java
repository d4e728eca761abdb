package dev.parley.envoy.binary;

import dev.parley.kit.programs.BinaryCache;
import java.nio.file.Path;
import org.opentest4j.TestAbortedException;

/** The Envoy for tests. Where there is none tests are skipped with what is lacking, and fail where {@code CI} is set. */
public final class RequiredEnvoy {
    private RequiredEnvoy() {}

    public static Path program() throws InterruptedException {
        Path cache = Path.of("target", "cache").toAbsolutePath();
        try {
            return new EnvoyBinary(System.getenv(), new BinaryCache(cache)).require();
        } catch (EnvoyMissing e) {
            if (System.getenv("CI") != null) {
                throw e;
            }
            throw new TestAbortedException(e.getMessage(), e);
        }
    }
}
