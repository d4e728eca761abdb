package dev.parley.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cli.mesh.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {
    @TempDir
    private Path temp;

    @Test
    void twoServicesACpu_areNoCrowd() {
        int most = 2 * Runtime.getRuntime().availableProcessors();
        assertThat(ChildJvm.isCrowded(most)).isFalse();
        assertThat(ChildJvm.isCrowded(most + 1)).isTrue();
    }

    @Test
    void oneOfMany_hasOneCompiler_unlessTheOperatorSaysElse() {
        Settings settings = Settings.read(
                Map.of("PARLEY_SERVER_JVM", "-Xmx1g -XX:TieredStopAtLevel=4", "XDG_CONFIG_HOME", temp.toString()),
                temp);

        assertThat(ChildJvm.oneOfMany(settings, "dev.parley.Main", List.of("file"))
                        .command())
                .containsSubsequence(
                        "-XX:TieredStopAtLevel=1", "-Xmx1g", "-XX:TieredStopAtLevel=4", "dev.parley.Main", "file");
        assertThat(ChildJvm.server(settings, "dev.parley.Main", List.of()).command())
                .doesNotContain("-XX:TieredStopAtLevel=1");
    }
}
