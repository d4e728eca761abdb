package dev.parley.kit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessSettingsTest {
    @TempDir
    private Path folder;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void files_overrideEarlierOnes() throws IOException {
        String common = file("common.properties", "a=1\nb=1\n");
        String own = file("own.properties", "b=2\n");
        assertThat(ProcessSettings.parse(List.of("--config", common, "--config", own))
                        .values())
                .containsOnly(java.util.Map.entry("a", "1"), java.util.Map.entry("b", "2"));
    }

    @Test
    void egress_isTheAddressOfEveryServiceThatHasNone() throws IOException {
        String settings = file("s.properties", "parley.process.egress=unix:/e\nparley.services.embed=unix:/m\n");
        assertThat(ProcessSettings.parse(List.of("--config", settings)).withEgress())
                .containsEntry("parley.services.task", "unix:/e")
                .containsEntry("parley.services.embed", "unix:/m");
    }

    @Test
    void wrongArguments_areNamed() {
        assertThatThrownBy(() -> ProcessSettings.parse(List.of("--help")))
                .isInstanceOf(ProcessSettings.Refused.class)
                .hasMessage("--help (expected: --config FILE, a file of properties)");
        assertThatThrownBy(() -> ProcessSettings.parse(List.of("--config"))).hasMessageContaining("expected");
        assertThatThrownBy(() -> ProcessSettings.parse(List.of("--config", folder + "/none")))
                .hasMessageContaining("none cannot be read");
    }
}
