package dev.parley.cli.local;

import dev.parley.cli.mesh.Settings;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.kit.tracing.OtlpEndpoint;
import dev.parley.standalone.StandaloneConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a mesh is started: the flags of {@code up}, which {@code demo} takes too. */
public class UpOptions {
    /** What may be switched off, by variable. */
    private static final Map<String, String> FEATURES = Map.of(
            "STREAMING_SUPPORT", "streaming-support",
            "BACKPRESSURE_ENABLED", "backpressure-enabled",
            "ENHANCED_DURABILITY", "enhanced-durability",
            "A2A_PROTOCOL_COMPLIANCE", "a2a-protocol-compliance");

    private static final int LAST_PORT = 65_535;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept (PARLEY_DATA; ~/.local/share/parley).")
    private @Nullable Path data;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "A2A and REST (PARLEY_HTTP_PORT; 8080); 0: a free port.")
    private @Nullable String httpPort;

    @Option(
            names = "--grpc-port",
            paramLabel = "PORT",
            description = "A2A over gRPC (PARLEY_GRPC_PORT; 50051); 0: a free port.")
    private @Nullable String grpcPort;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            description = "Health and metrics (PROMETHEUS_PORT; 8090); 0: a free port.")
    private @Nullable String managementPort;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "A PostgreSQL of your own instead of the embedded one (DATABASE_URL).")
    private @Nullable String databaseUrl;

    @Option(
            names = "--redis-url",
            paramLabel = "URL",
            description = "A Redis of your own instead of the embedded one (REDIS_URL).")
    private @Nullable String redisUrl;

    @Option(
            names = "--push-allow",
            paramLabel = "TARGETS",
            description =
                    "Webhooks may lead here though it is not public: hosts, addresses, CIDR ranges, each with :PORT or"
                            + " without, comma-separated (PARLEY_PUSH_ALLOW; none).")
    private @Nullable String pushAllow;

    @Option(names = "--no-pgvector", description = "Do not fetch pgvector for the embedded PostgreSQL.")
    private boolean noPgVector;

    @Option(
            names = "--wire",
            description = "Keep what goes over the wire for each task, in memory: parley task wire shows it.")
    private boolean wire;

    @Option(
            names = "--otlp",
            paramLabel = "URL",
            description =
                    "Send traces to this OTLP/gRPC receiver, http://HOST:4317 (OTEL_EXPORTER_OTLP_ENDPOINT; none: no"
                            + " traces).")
    private @Nullable String otlp;

    @Option(
            names = "--otlp-sample",
            paramLabel = "SHARE",
            description = "The share of callers' requests that is traced, 0 to 1 (PARLEY_OTLP_SAMPLE; 1).")
    private @Nullable String otlpSample;

    @Option(names = "--log-level", paramLabel = "LEVEL", description = "ERROR, WARN, INFO or DEBUG (LOG_LEVEL; INFO).")
    private @Nullable String logLevel;

    @Option(names = "--exit-with-parent", hidden = true, paramLabel = "PID")
    private @Nullable Long parent;

    public Path dataFolder(Settings settings) {
        return settings.find(data == null ? null : data.toString(), "PARLEY_DATA", "data")
                .map(Path::of)
                .orElseGet(settings::defaultDataFolder)
                .toAbsolutePath()
                .normalize();
    }

    /** What ends the mesh again, from whatever environment. */
    public String downCommand(Settings settings) {
        Path folder = dataFolder(settings);
        String down = command().isEmpty() ? "parley down" : "parley " + command() + " down";
        if (folder.equals(settings.defaultDataFolder())) {
            return down;
        }
        String path = folder.toString();
        boolean plain = path.matches("[\\w@%+=:,./-]+");
        return down + " --data " + (plain ? path : "'" + path.replace("'", "'\\''") + "'");
    }

    public String logLevel(Settings settings) {
        boolean debug =
                settings.environment("DEBUG").filter("true"::equalsIgnoreCase).isPresent();
        return settings.find(logLevel, "LOG_LEVEL", "log-level").orElse(debug ? "DEBUG" : "INFO");
    }

    /** Refuses what cannot be, before anything is started. */
    public void check(Settings settings) {
        toConfig(settings);
    }

    /** The group of commands that these flags belong to; empty: those of a mesh in one process. */
    protected String command() {
        return "";
    }

    /** The command that takes these flags: {@code up}, or {@code mesh up}. */
    public List<String> upCommand() {
        return command().isEmpty() ? List.of("up") : List.of(command(), "up");
    }

    public Optional<Long> parent() {
        return Optional.ofNullable(parent);
    }

    public StandaloneConfig toConfig(Settings settings) {
        return StandaloneConfig.embedded(settings.cacheFolder())
                .withPorts(
                        port(settings, httpPort, "PARLEY_HTTP_PORT", "http-port", StandaloneConfig.HTTP_PORT),
                        port(settings, grpcPort, "PARLEY_GRPC_PORT", "grpc-port", StandaloneConfig.GRPC_PORT),
                        port(
                                settings,
                                managementPort,
                                "PROMETHEUS_PORT",
                                "management-port",
                                StandaloneConfig.MANAGEMENT_PORT))
                .withServers(
                        settings.find(databaseUrl, "DATABASE_URL", "database-url"),
                        settings.find(redisUrl, "REDIS_URL", "redis-url"))
                .withPgVector(!noPgVector)
                .withSettings(serviceSettings(settings));
    }

    /** The settings that callers of other meshes know, under the keys of our services. */
    private Map<String, String> serviceSettings(Settings settings) {
        Map<String, String> keys = new HashMap<>();
        if (wire) {
            keys.put("parley.edge.wire.enabled", "true");
            keys.put("parley.router.wire.enabled", "true");
        }
        settings.find(pushAllow, "PARLEY_PUSH_ALLOW", "push-allow")
                .ifPresent(targets -> keys.put("parley.push.allowed-targets", targets));
        // said in any case: the services would look at the environment themselves
        keys.put(
                "parley.tracing.endpoint", otlp(settings).map(OtlpEndpoint::url).orElse(""));
        settings.find(otlpSample, "PARLEY_OTLP_SAMPLE", "otlp-sample")
                .ifPresent(text -> keys.put("parley.tracing.sample", share(text)));
        settings.environment("AGENT_TIMEOUT").ifPresent(seconds -> {
            String duration = number("AGENT_TIMEOUT", seconds, "seconds") + "s";
            keys.put("parley.task.agent-timeout", duration);
            keys.put("parley.router.outbound.idle-timeout", duration);
        });
        settings.environment("ALLOWED_ORIGINS")
                .ifPresent(origins -> keys.put("parley.edge.cors.allowed-origins", origins));
        FEATURES.forEach((variable, key) -> settings.environment(variable)
                .ifPresent(text -> keys.put("parley.features." + key, Boolean.toString(flag(variable, text)))));
        settings.environment("MAX_CONCURRENT_TASKS")
                .ifPresent(count -> keys.put(
                        "parley.task.dispatch.max-concurrent",
                        Long.toString(number("MAX_CONCURRENT_TASKS", count, "tasks"))));
        return keys;
    }

    /**
     * Where traces go; empty for none. The standard's variables are for every program of this user: what they say counts only where
     * it is a receiver for us.
     */
    protected final Optional<OtlpEndpoint> otlp(Settings settings) {
        try {
            Optional<String> said = settings.find(otlp, "PARLEY_OTLP", "otlp");
            return said.isPresent()
                    ? said.filter(url -> !url.isBlank()).map(OtlpEndpoint::parse)
                    : standard(settings).filter(this::canSendTo);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitStatus.USAGE, "--otlp " + e.getMessage(), e);
        }
    }

    private static Optional<OtlpEndpoint> standard(Settings settings) {
        String protocol = settings.environment("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")
                .or(() -> settings.environment("OTEL_EXPORTER_OTLP_PROTOCOL"))
                .orElse("grpc");
        Optional<String> url = settings.environment("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
                .or(() -> settings.environment("OTEL_EXPORTER_OTLP_ENDPOINT"));
        try {
            return url.filter(text -> protocol.equals("grpc") && !text.isBlank())
                    .map(OtlpEndpoint::parse);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether every part of this kind of mesh can send spans to a receiver. */
    protected boolean canSendTo(OtlpEndpoint receiver) {
        return true;
    }

    private static String share(String text) {
        if (!text.matches("0?[.][0-9]{1,6}|0|1|1[.]0{1,6}")) {
            throw new CliException(
                    ExitStatus.USAGE, "--otlp-sample " + text + " (expected: a share from 0 to 1, as 0.01)");
        }
        return text;
    }

    private static boolean flag(String name, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "1" -> true;
            case "false", "off", "0" -> false;
            default -> throw new CliException(ExitStatus.USAGE, name + "=" + text + " (expected: true or false)");
        };
    }

    private static long number(String name, String text, String unit) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new CliException(ExitStatus.USAGE, name + "=" + text + " (expected: a whole number of " + unit + ")");
        }
        return Long.parseLong(text);
    }

    private static int port(Settings settings, @Nullable String flag, String variable, String key, int otherwise) {
        String text = settings.find(flag, variable, key).orElse(Integer.toString(otherwise));
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > LAST_PORT) {
            throw new CliException(
                    ExitStatus.USAGE, "--" + key + " " + text + " (expected: a port, 0 to " + LAST_PORT + ")");
        }
        return Integer.parseInt(text);
    }

    /** The same flags for another process; what comes from environment or file comes there by itself. */
    public List<String> toArguments(Settings settings) {
        List<String> arguments =
                new ArrayList<>(List.of("--data", dataFolder(settings).toString()));
        add(arguments, "--http-port", httpPort);
        add(arguments, "--grpc-port", grpcPort);
        add(arguments, "--management-port", managementPort);
        add(arguments, "--database-url", databaseUrl);
        add(arguments, "--redis-url", redisUrl);
        add(arguments, "--push-allow", pushAllow);
        add(arguments, "--log-level", logLevel);
        add(arguments, "--otlp", otlp);
        add(arguments, "--otlp-sample", otlpSample);
        if (noPgVector) {
            arguments.add("--no-pgvector");
        }
        if (wire) {
            arguments.add("--wire");
        }
        return arguments;
    }

    private static void add(List<String> arguments, String flag, @Nullable String value) {
        if (value != null) {
            arguments.add(flag);
            arguments.add(value);
        }
    }
}
