package dev.parley.envoy.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.envoy.binary.RequiredEnvoy;
import dev.parley.envoy.certs.DevelopmentCa;
import dev.parley.envoy.certs.SecretsFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real Envoy takes what is rendered, without a word of warning. */
class BootstrapIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sidecar-task", "sidecar-registry", "sidecar-embed", "sidecar-edge", "router", "front"})
    void bootstrap_isTakenByTheRealEnvoy(String name) throws Exception {
        Path program = RequiredEnvoy.program();
        EnvoySettings settings = new SampleSettings(folder).all().get(name);
        DevelopmentCa ca = DevelopmentCa.open(
                folder.resolve("ca"), settings.trustDomain(), InstantSource.system(), new SecureRandom());
        new SecretsFolder(settings.secrets(), InstantSource.system())
                .publish(ca.issue(settings.role().member().id()), ca.bundle());
        AgentClusters.prepare(folder.resolve("agents"));
        Path file = Files.writeString(folder.resolve("envoy.yaml"), Bootstrap.render(settings));

        Process envoy = new ProcessBuilder(new EnvoyCommand(program, file, folder.resolve("log"), "info").validation())
                .redirectErrorStream(true)
                .start();
        String said = new String(envoy.getInputStream().readAllBytes(), UTF_8);

        assertThat(envoy.waitFor()).as(said).isZero();
        assertThat(said.strip()).isEqualTo("configuration '" + file + "' OK");
    }
}
