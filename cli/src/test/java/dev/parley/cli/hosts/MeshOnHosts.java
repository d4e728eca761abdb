package dev.parley.cli.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Empty;
import dev.parley.cli.Parley;
import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.binary.EnvoyBinary;
import dev.parley.envoy.binary.EnvoyMissing;
import dev.parley.envoy.bootstrap.AdminAddress;
import dev.parley.kit.programs.BinaryCache;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.proto.mesh.v1.InstanceStatus;
import dev.parley.proto.mesh.v1.MeshControlGrpc;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** A mesh over hosts of a bed, each started by the command that its operator would give there. */
final class MeshOnHosts implements AutoCloseable {
    static final int HTTP_PORT = 8080;
    static final int GRPC_PORT = 50_051;

    private static final String DATA = "/srv/disk/data";
    private static final String FILE = "/srv/disk/hosts";
    private static final String JVM = "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
            + " --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow";

    private final TestBed bed;
    private final Map<String, Process> supervisors = new LinkedHashMap<>();
    private final Map<String, ManagedChannel> controls = new LinkedHashMap<>();
    private final Path envoy;

    /**
     * Starts it and waits until every host says that it is ready.
     *
     * @param hosts the lines of the file of hosts, without addresses: {@code h2 task router}
     */
    MeshOnHosts(TestBed bed, String... hosts) throws Exception {
        this.bed = bed;
        this.envoy = envoy();
        StringBuilder file = new StringBuilder("# host, address, what runs there\n");
        List<String> names = new ArrayList<>();
        for (String line : hosts) {
            String[] words = line.split(" ", 2);
            names.add(words[0]);
            file.append(words[0] + " " + bed.address(words[0]) + " " + words[1] + "\n");
        }
        prepare(names, file.toString());
        try {
            for (String name : names) {
                supervisors.put(name, start(name));
            }
            for (String name : names) {
                awaitReady(name);
                controls.put(name, RpcChannels.open("unix:" + disk(name).resolve("data/run/control.sock")));
            }
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private static Path envoy() throws InterruptedException {
        try {
            Path cache =
                    Path.of("..", "envoy", "target", "cache").toAbsolutePath().normalize();
            return new EnvoyBinary(System.getenv(), new BinaryCache(cache)).require();
        } catch (EnvoyMissing e) {
            if (System.getenv("CI") != null) {
                throw e;
            }
            throw new TestAbortedException(e.getMessage(), e);
        }
    }

    // on the first host, and then carried to the others, as their operator would do it
    private void prepare(List<String> names, String file) throws Exception {
        TestBed.Answer prepared = finish(onHost(names.getFirst(), "mesh", "prepare", "--data", DATA));
        if (prepared.status() != 0) {
            throw new AssertionError(prepared.text());
        }
        for (String name : names) {
            Files.writeString(disk(name).resolve("hosts"), file);
            if (!name.equals(names.getFirst())) {
                String from = disk(names.getFirst()).resolve("data") + "/.";
                TestBed.Answer copied = TestBed.answer(
                        List.of("cp", "-a", from, disk(name).resolve("data").toString()));
                if (copied.status() != 0) {
                    throw new AssertionError(copied.text());
                }
            }
        }
    }

    private Path disk(String host) throws IOException {
        return bed.disk(host);
    }

    private ProcessBuilder onHost(String host, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(JVM.split(" ")));
        command.add(Parley.class.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(bed.on(host, command.toArray(String[]::new)));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("PARLEY_CACHE", "/srv/disk/cache");
        builder.environment().put("PARLEY_SERVER_JVM", JVM);
        builder.environment().put("ENVOY_BIN", envoy.toString());
        return builder;
    }

    private static TestBed.Answer finish(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new TestBed.Answer(process.waitFor(), text);
    }

    /** Runs a command of the user's on a host. */
    TestBed.Answer parley(String host, String... arguments) throws IOException, InterruptedException {
        return finish(onHost(host, arguments));
    }

    private Process start(String host) throws IOException {
        return onHost(host, "mesh", "up", "--no-pgvector", "--data", DATA, "--hosts", FILE, "--host", host)
                .redirectErrorStream(true)
                .redirectOutput(disk(host).resolve("console.log").toFile())
                .start();
    }

    private void awaitReady(String host) throws Exception {
        Path told = disk(host).resolve("data/run/mesh.json");
        Process supervisor = supervisors.get(host);
        while (!Files.exists(told) || !Files.readString(told).contains("\"ready\" : true")) {
            if (supervisor == null || supervisor.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        host + " does not start: " + Files.readString(disk(host).resolve("console.log")));
            }
        }
    }

    /** The instances of a host, as its supervisor has them. */
    List<InstanceStatus> instances(String host) {
        return MeshControlGrpc.newBlockingStub(controls.get(host))
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .getMeshStatus(Empty.getDefaultInstance())
                .getInstancesList();
    }

    /** Each instance that is not ready, with the reason. */
    List<String> missing() {
        return controls.keySet().stream()
                .flatMap(host -> instances(host).stream())
                .filter(instance -> !instance.getReady())
                .map(instance -> instance.getName() + ": " + instance.getReason())
                .toList();
    }

    /** What the Envoys hold against each other's instances: {@code edge-1: service/task 10.99.0.2:7103 [failed_active_hc]}. */
    List<String> heldAgainst() throws IOException {
        List<String> held = new ArrayList<>();
        for (String host : controls.keySet()) {
            for (InstanceStatus instance : instances(host)) {
                Path socket = file(host, instance.getName(), "admin.sock");
                try (EnvoyAdmin admin = new EnvoyAdmin(new AdminAddress.Socket(socket), Duration.ofSeconds(5))) {
                    admin.clusters().stream()
                            .filter(cluster -> cluster.name().startsWith("service/"))
                            .forEach(cluster -> cluster.hosts().stream()
                                    .filter(upstream -> !upstream.isHealthy())
                                    .forEach(upstream -> held.add(instance.getName() + ": " + cluster.name() + " "
                                            + upstream.address() + " " + upstream.flags())));
                }
            }
        }
        return held;
    }

    /** A file of an instance's folder, seen from this machine. */
    Path file(String host, String instance, String name) throws IOException {
        return disk(host).resolve("data/run").resolve(instance).resolve(name);
    }

    /** Ends it in good order, all hosts at once; gives what went wrong. */
    List<String> down() {
        List<CompletableFuture<String>> answers = supervisors.keySet().stream()
                .map(host -> CompletableFuture.supplyAsync(() -> down(host)))
                .toList();
        return answers.stream()
                .map(CompletableFuture::join)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private String down(String host) {
        try {
            TestBed.Answer answer = parley(host, "mesh", "down", "--data", DATA);
            return answer.status() == 0 ? "" : host + ": " + answer.text();
        } catch (IOException e) {
            return host + ": " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return host + ": interrupted";
        }
    }

    /** Lets go of the supervisors; what runs ends with the bed. */
    @Override
    public void close() {
        controls.values().forEach(ManagedChannel::shutdownNow);
        supervisors.values().forEach(Process::destroy);
    }
}
