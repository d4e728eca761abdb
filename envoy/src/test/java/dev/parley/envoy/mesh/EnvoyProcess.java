package dev.parley.envoy.mesh;

import dev.parley.envoy.admin.AdminFailure;
import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.admin.UpstreamHost;
import dev.parley.envoy.bootstrap.Bootstrap;
import dev.parley.envoy.bootstrap.EnvoyCommand;
import dev.parley.envoy.bootstrap.EnvoySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A running Envoy. */
final class EnvoyProcess implements AutoCloseable {
    private final EnvoySettings settings;
    private final Process process;
    private final Path log;
    private final EnvoyAdmin admin;

    private EnvoyProcess(EnvoySettings settings, Process process, Path log) {
        this.settings = settings;
        this.process = process;
        this.log = log;
        this.admin = new EnvoyAdmin(settings.admin(), Duration.ofSeconds(10));
    }

    static EnvoyProcess start(Path program, EnvoySettings settings) throws Exception {
        Path config = Files.writeString(settings.folder().resolve("envoy.yaml"), Bootstrap.render(settings));
        Path log = settings.folder().resolve("envoy.log");
        Process process = new ProcessBuilder(new EnvoyCommand(program, config, log, "warning").line())
                .redirectErrorStream(true)
                .redirectOutput(settings.folder().resolve("output").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        EnvoyProcess envoy = new EnvoyProcess(settings, process, log);
        try {
            Await.that(settings.id() + " is ready", envoy::isReady);
        } catch (AssertionError e) {
            throw new AssertionError(envoy.log(), e);
        }
        return envoy;
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new AssertionError(settings.id() + " ended: " + log());
        }
        try {
            return admin.isReady();
        } catch (AdminFailure e) {
            return false;
        }
    }

    EnvoyAdmin admin() {
        return admin;
    }

    EnvoySettings settings() {
        return settings;
    }

    String log() {
        try {
            return Files.readString(settings.folder().resolve("output"))
                    + (Files.exists(log) ? Files.readString(log) : "");
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What the error log says so far. */
    String errors() {
        try {
            return Files.exists(settings.errorLog()) ? Files.readString(settings.errorLog()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<UpstreamHost> hosts(String cluster) {
        return admin.clusters().stream()
                .filter(one -> one.name().equals(cluster))
                .flatMap(one -> one.hosts().stream())
                .toList();
    }

    void awaitHealthy(String cluster, int hosts) {
        try {
            Await.that(
                    hosts + " healthy in " + cluster,
                    () -> hosts(cluster).stream()
                                    .filter(UpstreamHost::isHealthy)
                                    .count()
                            == hosts);
        } catch (AssertionError e) {
            throw new AssertionError(settings.id() + " sees " + hosts(cluster) + "\n" + log(), e);
        }
    }

    long stat(String name) {
        return admin.stats("^" + name + "$").getOrDefault(name, 0L);
    }

    /** As kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        admin.close();
        kill();
    }
}
