package dev.parley.router.egress;

import dev.parley.envoy.admin.AdminFailure;
import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.admin.UpstreamCluster;
import dev.parley.envoy.binary.EnvoyBinary;
import dev.parley.envoy.binary.EnvoyMissing;
import dev.parley.envoy.bootstrap.AgentClusters;
import dev.parley.envoy.bootstrap.Bootstrap;
import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.bootstrap.EnvoyCommand;
import dev.parley.envoy.bootstrap.EnvoySettings;
import dev.parley.envoy.bootstrap.Role;
import dev.parley.envoy.certs.DevelopmentCa;
import dev.parley.envoy.certs.SecretsFolder;
import dev.parley.kit.programs.BinaryCache;
import dev.parley.router.agent.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** The real Envoy beside a router, with no cluster of an agent at first. Without one, tests are skipped, and fail where CI is set. */
public final class RunningEnvoy implements AutoCloseable {
    private final Path folder;
    private final EnvoySettings settings;
    private final Process process;
    private final EnvoyAdmin admin;

    public RunningEnvoy() throws Exception {
        Path program = program();
        folder = Files.createTempDirectory("egress"); // short: it holds unix sockets
        AgentClusters.prepare(folder.resolve("clusters"));
        settings = settings();
        DevelopmentCa ca = DevelopmentCa.open(
                folder.resolve("ca"), EnvoySettings.TRUST_DOMAIN, InstantSource.system(), new SecureRandom());
        new SecretsFolder(settings.secrets(), InstantSource.system())
                .publish(ca.issue(settings.role().member().id()), ca.bundle());
        Path bootstrap = Files.writeString(folder.resolve("envoy.yaml"), Bootstrap.render(settings));
        process = new ProcessBuilder(
                        new EnvoyCommand(program, bootstrap, folder.resolve("envoy.log"), "warning").line())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        admin = new EnvoyAdmin(settings.admin(), Duration.ofSeconds(10));
        Eventually.await(this::isReady);
    }

    private static Path program() throws InterruptedException {
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

    private EnvoySettings settings() throws IOException {
        return EnvoySettings.of(
                "router-1",
                folder,
                new Role.Router(
                        freeEndpoint(),
                        new Role.App(folder.resolve("grpc.sock"), Optional.empty(), folder.resolve("management.sock")),
                        Optional.empty(),
                        new Role.Agents(folder.resolve("agents.sock"), folder.resolve("clusters")),
                        Map.of()));
    }

    private static Endpoint freeEndpoint() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Endpoint("127.0.0.1", socket.getLocalPort());
        }
    }

    private boolean isReady() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError(log());
        }
        try {
            return admin.isReady();
        } catch (AdminFailure e) {
            return false;
        }
    }

    public EgressConfig config() {
        return new EgressConfig(
                folder.resolve("agents.sock"),
                folder.resolve("clusters"),
                settings.admin().toString());
    }

    /** Clusters of agents that it has. */
    public long clusters() {
        return admin.clusters().stream()
                .map(UpstreamCluster::name)
                .filter(name -> name.startsWith("agent/"))
                .count();
    }

    public String log() throws IOException {
        Path log = folder.resolve("envoy.log");
        return Files.readString(folder.resolve("output")) + (Files.exists(log) ? Files.readString(log) : "");
    }

    /** As kill -9. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws Exception {
        admin.close();
        kill();
        BinaryCache.deleteAll(folder);
    }
}
