package dev.parley.envoy.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each kind of Envoy is told, whole, in {@code src/test/resources/bootstrap}, so that a review sees what a change
 * of a template does. {@code -Dparley.golden=write} writes the files anew.
 */
class BootstrapTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "bootstrap");

    @ParameterizedTest
    @ValueSource(strings = {"sidecar-task", "sidecar-registry", "sidecar-embed", "sidecar-edge", "router", "front"})
    void bootstrap_isTheGoldenFile(String name) throws Exception {
        String rendered = Bootstrap.render(
                new SampleSettings(Path.of("/run/parley")).all().get(name));
        Path golden = GOLDEN.resolve(name + ".yaml");
        if ("write".equals(System.getProperty("parley.golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, rendered);
        }
        assertThat(rendered).isEqualTo(Files.readString(golden));
    }
}
