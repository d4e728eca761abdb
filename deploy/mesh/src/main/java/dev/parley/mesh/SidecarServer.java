package dev.parley.mesh;

import dev.parley.envoy.bootstrap.AdminAddress;
import dev.parley.envoy.bootstrap.EnvoyCommand;
import dev.parley.kit.programs.Detached;
import dev.parley.standalone.process.Supervised;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** How the Envoy of an instance is started and ended. */
final class SidecarServer implements Supervised.Server {
    private static final Duration START_WITHIN = Duration.ofSeconds(30);
    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final Instance instance;
    private final AdminAddress admin;
    private final Path program;
    private final Patience patience;

    SidecarServer(Instance instance, AdminAddress admin, Path program, Patience patience) {
        this.instance = instance;
        this.admin = admin;
        this.program = program;
        this.patience = patience;
    }

    @Override
    public String name() {
        return instance.hasProcess() ? instance.name() + "'s sidecar" : instance.name();
    }

    @Override
    public Process start() throws IOException, InterruptedException {
        Path output = instance.logs().resolve("envoy-console.log");
        ProcessBuilder builder = new ProcessBuilder(Detached.inOwnSession(new EnvoyCommand(
                                program, instance.bootstrap(), instance.logs().resolve("envoy.log"), "info")
                        .line()))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().clear(); // it needs none of it, and it may hold passwords
        builder.environment().put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        Process process = builder.start();
        try {
            Instant end = patience.end(START_WITHIN);
            while (process.isAlive() && patience.lasts(end)) {
                if (isLive()) {
                    return process;
                }
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
        process.destroyForcibly();
        throw new IOException(
                name() + " does not start: " + Files.readString(output).strip() + " (its log: "
                        + instance.logs().resolve("envoy.log") + ")");
    }

    private boolean isLive() {
        return switch (admin) {
            case AdminAddress.Socket at -> ServiceServer.answers(at.path());
            case AdminAddress.Loopback at -> {
                try (Socket socket = new Socket()) {
                    socket.connect(
                            new InetSocketAddress(
                                    at.endpoint().host(), at.endpoint().port()),
                            500);
                    yield true;
                } catch (IOException e) {
                    yield false;
                }
            }
        };
    }

    @Override
    public void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
