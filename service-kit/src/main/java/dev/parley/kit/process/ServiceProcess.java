package dev.parley.kit.process;

import dev.parley.kit.health.Draining;
import dev.parley.kit.health.HealthMonitor;
import dev.parley.kit.health.HealthReport;
import dev.parley.kit.health.HealthReporter;
import dev.parley.kit.life.MeshService;
import dev.parley.kit.log.ServerLog;
import dev.parley.kit.rpc.RpcServer;
import dev.parley.kit.tracing.Tracing;
import io.grpc.BindableService;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service with this process to itself: gRPC and management on unix sockets, a log of JSON lines. On SIGTERM and SIGINT it
 * says that it is not ready, goes on for a moment, takes no new calls, lets those in flight finish, and ends.
 */
public final class ServiceProcess {
    private static final Logger log = LoggerFactory.getLogger(ServiceProcess.class);

    private final String name;
    private final MeshService service;
    private final ProcessConfig config;
    private final @Nullable RpcServer rpc;
    private final @Nullable ManagementServer management;

    private ServiceProcess(
            String name,
            MeshService service,
            ProcessConfig config,
            @Nullable RpcServer rpc,
            @Nullable ManagementServer management) {
        this.name = name;
        this.service = service;
        this.config = config;
        this.rpc = rpc;
        this.management = management;
    }

    /**
     * Runs a service until the process is told to end. A start that fails is said in a sentence on standard error, with status 1, or 2
     * for wrong arguments.
     *
     * @param name {@code edge}, {@code task}, {@code router}, {@code registry} or {@code embed}
     * @param arguments {@code --config FILE}: a file of properties
     */
    public static void main(String name, String[] arguments) {
        try {
            ProcessSettings settings = ProcessSettings.parse(List.of(arguments));
            startLog(settings.values(), System.getenv().getOrDefault("LOG_LEVEL", "INFO"));
            run(name, settings.withEgress());
        } catch (ProcessSettings.Refused refused) {
            System.err.println("parley " + name + ": " + refused.getMessage());
            System.exit(2);
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("service", name).log("service does not start");
            System.err.println("parley " + name + ": does not start: " + innermost(e));
            System.exit(1);
        }
    }

    private static void startLog(Map<String, String> settings, String level) {
        String folder = settings.get(ProcessSettings.LOG_FOLDER);
        if (folder == null) {
            ServerLog.startOnStandardOutput(level);
        } else {
            ServerLog.start(Path.of(folder), level, false);
        }
    }

    private static void run(String name, Map<String, String> settings) {
        CountDownLatch ended = new CountDownLatch(1);
        ServiceProcess process = start(name, settings);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            process.drain();
                            ended.countDown();
                            ServerLog.stop();
                        },
                        "shutdown"));
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ServiceProcess start(String name, Map<String, String> settings) {
        MeshService service = MeshService.startAlone(name, settings);
        try {
            ApplicationContext context = service.context();
            ProcessConfig config = context.getBean(ProcessConfig.class);
            HealthReporter health = context.findBean(HealthReporter.class).orElseGet(() -> ofDependencies(context));
            RpcServer rpc = serve(config.socket(), service.services(), health, context.getBean(Tracing.class));
            // last: who gets an answer from it finds everything else there
            String managed = config.managementSocket();
            ManagementServer management = managed == null
                    ? null
                    : ManagementServer.start(Path.of(managed), health, context.getBean(PrometheusMeterRegistry.class));
            ServiceProcess process = new ServiceProcess(name, service, config, rpc, management);
            log.atInfo()
                    .addKeyValue("service", name)
                    .addKeyValue("after", sinceLaunch(context.getBean(InstantSource.class)))
                    .log("service started");
            return process;
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    private static Duration sinceLaunch(InstantSource clock) {
        Instant now = clock.instant();
        return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
    }

    private static HealthReporter ofDependencies(ApplicationContext context) {
        HealthMonitor monitor = context.getBean(HealthMonitor.class);
        Draining draining = context.getBean(Draining.class);
        return () -> HealthReport.of(monitor.states(), monitor.isServing(), draining.isBegun(), Map.of());
    }

    private static @Nullable RpcServer serve(
            @Nullable String socket, List<BindableService> services, HealthReporter health, Tracing tracing) {
        if (socket == null) {
            return null;
        }
        List<BindableService> all = new ArrayList<>(services);
        all.add(new HealthService(health));
        return RpcServer.unixSocket(Path.of(socket), all, tracing);
    }

    private void drain() {
        service.context().getBean(Draining.class).begin();
        log.atInfo().addKeyValue("service", name).log("service drains");
        try {
            Thread.sleep(config.drainDelay());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (rpc != null && !rpc.close(config.drainTimeout())) {
            log.atWarn().addKeyValue("waited", config.drainTimeout()).log("calls in flight were cut off");
        }
        service.close();
        if (management != null) {
            management.close();
        }
        log.atInfo().addKeyValue("service", name).log("service has ended");
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
