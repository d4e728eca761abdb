package dev.parley.mesh;

import dev.parley.standalone.process.Supervised;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How the JVM of an instance is started and ended. */
final class ServiceServer implements Supervised.Server {
    // many start at once at first, on whatever cores there are
    private static final Duration START_WITHIN = Duration.ofMinutes(2);
    private static final Duration END_WITHIN = Duration.ofSeconds(30);
    private static final List<String> OURS = List.of(
            "DATASOURCES_",
            "DATABASE_URL",
            "REDIS_",
            "PARLEY_PROCESS_",
            "PARLEY_SERVICES_",
            "PARLEY_INSTANCE",
            "PARLEY_EDGE_PORT",
            "PARLEY_EDGE_HOST",
            "PARLEY_EDGE_SOCKET",
            "PARLEY_EDGE_GRPC_PORT",
            "PARLEY_EDGE_GRPC_SOCKET",
            "PARLEY_ROUTER_EGRESS_",
            "PARLEY_REGISTRY_OWN_URLS",
            "MICRONAUT_");
    private static final int LAST_WORDS = 2_000;

    private final Instance instance;
    private final MeshConfig config;
    private final Patience patience;

    ServiceServer(Instance instance, MeshConfig config, Patience patience) {
        this.instance = instance;
        this.config = config;
        this.patience = patience;
    }

    @Override
    public String name() {
        return instance.name();
    }

    @Override
    public Process start() throws IOException, InterruptedException {
        Path console = instance.logs().resolve("console.log");
        // left by a process that was killed: whoever connects must find the new one
        Files.deleteIfExists(instance.management());
        ProcessBuilder builder = config.java()
                .launch(
                        instance.mainClass(),
                        List.of("--config", instance.settings().toString()))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
        // what the mesh decides is not the environment's to change, and not every service is to know the stores
        builder.environment().keySet().removeIf(ServiceServer::isOurs);
        builder.environment().put("LOG_LEVEL", config.logLevel());
        Process process = builder.start();
        try {
            Instant end = patience.end(START_WITHIN);
            while (process.isAlive() && patience.lasts(end)) {
                if (answers(instance.management())) {
                    return process;
                }
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
        process.destroyForcibly();
        throw new IOException(instance.name() + " does not start: " + lastWords(console) + " (its log: "
                + instance.logs().resolve("parley.log") + ")");
    }

    private static boolean isOurs(String variable) {
        return OURS.stream().anyMatch(variable::startsWith);
    }

    static boolean answers(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String lastWords(Path console) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(console.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - LAST_WORDS));
            byte[] words = new byte[LAST_WORDS];
            int length = Math.max(0, file.read(words));
            String text = new String(words, 0, length, StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "it said nothing" : text.substring(text.lastIndexOf('\n') + 1);
        }
    }

    @Override
    public void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
