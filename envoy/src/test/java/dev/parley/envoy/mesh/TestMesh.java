package dev.parley.envoy.mesh;

import dev.parley.envoy.binary.RequiredEnvoy;
import dev.parley.envoy.bootstrap.Endpoint;
import dev.parley.envoy.bootstrap.EnvoySettings;
import dev.parley.envoy.bootstrap.Member;
import dev.parley.envoy.bootstrap.Role;
import dev.parley.envoy.certs.DevelopmentCa;
import dev.parley.envoy.certs.SecretsFolder;
import dev.parley.kit.programs.BinaryCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Real Envoys and small processes behind them, on loopback and in one folder; everything ends with {@link #close}. */
final class TestMesh implements AutoCloseable {
    private final Path program;
    private final Path folder;
    private final DevelopmentCa ca;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    TestMesh() throws IOException, InterruptedException {
        program = RequiredEnvoy.program();
        folder = Files.createTempDirectory("mesh"); // short: it holds unix sockets
        ca = authority("ca");
    }

    /** Another CA than the mesh's, unless it is the mesh's name. */
    DevelopmentCa authority(String name) throws IOException {
        return DevelopmentCa.open(
                folder.resolve(name), EnvoySettings.TRUST_DOMAIN, InstantSource.system(), new SecureRandom());
    }

    DevelopmentCa ca() {
        return ca;
    }

    /** The folder of one instance. */
    Path folder(String id) throws IOException {
        return Files.createDirectories(folder.resolve(id));
    }

    SecretsFolder secrets(String id) throws IOException {
        return new SecretsFolder(folder(id).resolve("secrets"), InstantSource.system());
    }

    static Endpoint freeEndpoint() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Endpoint("127.0.0.1", socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Role.App app(String id, boolean http) throws IOException {
        Path own = folder(id);
        return new Role.App(
                own.resolve("grpc.sock"),
                http ? Optional.of(own.resolve("http.sock")) : Optional.empty(),
                own.resolve("management.sock"));
    }

    /** A sidecar with the certificate of its member. */
    EnvoyProcess sidecar(Member member, String id, Endpoint inbound, Map<Member, List<Endpoint>> peers)
            throws Exception {
        return start(settings(member, id, inbound, peers));
    }

    EnvoySettings settings(Member member, String id, Endpoint inbound, Map<Member, List<Endpoint>> peers)
            throws IOException {
        Optional<Path> egress = peers.isEmpty() ? Optional.empty() : Optional.of(egress(id));
        return EnvoySettings.of(
                id, folder(id), new Role.Sidecar(member, inbound, app(id, member == Member.EDGE), egress, peers));
    }

    Path egress(String id) throws IOException {
        return folder(id).resolve("egress.sock");
    }

    /** Starts an Envoy with a leaf for its member, unless secrets are published already, and waits until it is ready. */
    EnvoyProcess start(EnvoySettings settings) throws Exception {
        SecretsFolder secrets = new SecretsFolder(settings.secrets(), InstantSource.system());
        if (secrets.needsRenewal()) {
            secrets.publish(ca.issue(settings.role().member().id()), ca.bundle());
        }
        return closedAtTheEnd(EnvoyProcess.start(program, settings));
    }

    <T extends AutoCloseable> T closedAtTheEnd(T one) {
        running.push(one);
        return one;
    }

    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
        BinaryCache.deleteAll(folder);
    }
}
