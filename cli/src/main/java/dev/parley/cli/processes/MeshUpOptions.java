package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.local.ChildJvm;
import dev.parley.cli.local.UpOptions;
import dev.parley.cli.mesh.Settings;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.envoy.binary.EnvoyBinary;
import dev.parley.envoy.binary.EnvoyMissing;
import dev.parley.kit.programs.BinaryCache;
import dev.parley.kit.tracing.OtlpEndpoint;
import dev.parley.mesh.Hosts;
import dev.parley.mesh.Instances;
import dev.parley.mesh.MeshConfig;
import dev.parley.mesh.OnHost;
import dev.parley.standalone.StandaloneConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a mesh of processes is started: the flags of {@code up}, and who shall there be how often. */
final class MeshUpOptions extends UpOptions {
    @Option(
            names = "--instances",
            paramLabel = "SERVICE=N,...",
            description = "How many processes: edge, task, router, registry, embed; 1 of each that is not named"
                    + " (PARLEY_INSTANCES).")
    private @Nullable String instances;

    @Option(
            names = "--admin-ports",
            description =
                    "Envoy's admin interfaces on ports 19901 and up of 127.0.0.1, without a password, instead of on"
                            + " unix sockets.")
    private boolean adminPorts;

    @Option(
            names = "--hosts",
            paramLabel = "FILE",
            description = "The mesh is on several hosts: which of them runs what, the same file on each.")
    private @Nullable Path hosts;

    @Option(names = "--host", paramLabel = "NAME", description = "Which of the hosts this is.")
    private @Nullable String host;

    /** Fetches Envoy where it is not there yet. */
    MeshConfig toMeshConfig(Session session) throws InterruptedException {
        Settings settings = session.settings();
        StandaloneConfig base = toConfig(settings);
        requirePlain(settings);
        Instances processes = instances(settings);
        Optional<OnHost> here = onHost(settings);
        boolean crowded = ChildJvm.isCrowded(here.map(OnHost::processes).orElseGet(processes::total));
        return new MeshConfig(
                base,
                processes,
                here,
                adminPorts,
                logLevel(settings),
                envoy(settings, base.cacheFolder()),
                (main, arguments) -> crowded
                        ? ChildJvm.oneOfMany(settings, main, arguments)
                        : ChildJvm.server(settings, main, arguments));
    }

    private static Path envoy(Settings settings, Path cache) throws InterruptedException {
        try {
            return new EnvoyBinary(settings.environment(), new BinaryCache(cache)).require();
        } catch (EnvoyMissing e) {
            throw new CliException(ExitStatus.FAILURE, String.valueOf(e.getMessage()), e);
        }
    }

    private Instances instances(Settings settings) {
        String text = settings.find(instances, "PARLEY_INSTANCES", "instances").orElse("");
        try {
            return text.isBlank() ? Instances.ONE_EACH : Instances.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitStatus.USAGE, "--instances " + e.getMessage(), e);
        }
    }

    private Optional<OnHost> onHost(Settings settings) {
        if (hosts == null && host == null) {
            return Optional.empty();
        }
        if (hosts == null || host == null) {
            throw new CliException(ExitStatus.USAGE, "--hosts and --host say only half (expected: both)");
        }
        if (settings.find(instances, "PARLEY_INSTANCES", "instances").isPresent()) {
            throw new CliException(
                    ExitStatus.USAGE, "--instances with --hosts (expected: the file of hosts says how many)");
        }
        try {
            return Optional.of(new OnHost(Hosts.read(hosts), host));
        } catch (IOException e) {
            throw new CliException(ExitStatus.USAGE, "--hosts " + hosts + " cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitStatus.USAGE, "--hosts " + hosts + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void check(Settings settings) {
        super.check(settings);
        instances(settings);
        onHost(settings);
        requirePlain(settings);
    }

    /** The Envoys speak to the receiver without TLS. */
    @Override
    protected boolean canSendTo(OtlpEndpoint receiver) {
        return !receiver.tls();
    }

    private void requirePlain(Settings settings) {
        otlp(settings).filter(receiver -> !canSendTo(receiver)).ifPresent(receiver -> {
            throw new CliException(
                    ExitStatus.USAGE,
                    "--otlp " + receiver.url() + " (expected: http://HOST:PORT; the Envoys of a mesh send traces to a"
                            + " receiver without TLS, as a collector on this machine)");
        });
    }

    @Override
    protected String command() {
        return "mesh";
    }

    @Override
    public List<String> toArguments(Settings settings) {
        List<String> arguments = new ArrayList<>(super.toArguments(settings));
        if (instances != null) {
            arguments.addAll(List.of("--instances", instances));
        }
        if (adminPorts) {
            arguments.add("--admin-ports");
        }
        if (hosts != null && host != null) {
            arguments.addAll(List.of("--hosts", hosts.toString(), "--host", host));
        }
        return arguments;
    }
}
