package dev.parley.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.cli.output.CliException;
import dev.parley.standalone.folder.MeshRun;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MeshOptionsTest {
    private static MeshRun run(String http) {
        Path folder = Path.of("/data");
        return new MeshRun(1, Instant.EPOCH, true, http, "", "", folder, "there", "there", "there", folder);
    }

    @Test
    void frontOfAnotherHost_isRefusedWithWhatToDo() {
        assertThat(MeshOptions.front(run("http://127.0.0.1:8080"))).isEqualTo("http://127.0.0.1:8080");
        assertThatExceptionOfType(CliException.class)
                .isThrownBy(() -> MeshOptions.front(run("")))
                .satisfies(refused -> assertThat(refused.text()).contains("/data", "open-front", "mesh status"));
    }
}
