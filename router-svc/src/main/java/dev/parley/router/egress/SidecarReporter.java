package dev.parley.router.egress;

import dev.parley.envoy.admin.AdminFailure;
import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.bootstrap.AdminAddress;
import dev.parley.proto.registry.v1.RegistryServiceGrpc;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells the registry every five seconds what this router's Envoy sees of agents, from its making until it is closed. */
public final class SidecarReporter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SidecarReporter.class);
    static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration WITHIN = Duration.ofSeconds(3);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sidecar-reports").factory());
    private final EnvoyAdmin admin;
    private final Channel registry;
    private final String router;
    private boolean failing;

    /** @param router the name of this instance */
    public SidecarReporter(String router, AdminAddress admin, Channel registry) {
        this.router = router;
        this.admin = new EnvoyAdmin(admin, WITHIN);
        this.registry = registry;
        timer.scheduleWithFixedDelay(this::report, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void report() {
        try {
            RegistryServiceGrpc.newBlockingStub(registry)
                    .withDeadlineAfter(WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                    .reportSidecar(SeenClusters.report(router, admin));
            failing = false;
        } catch (AdminFailure | StatusRuntimeException e) {
            // once is enough: who else is away says so by himself
            log.atLevel(failing ? Level.DEBUG : Level.WARN)
                    .addKeyValue("reason", e.getMessage())
                    .log("the registry is not told what Envoy sees of agents");
            failing = true;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        admin.close();
    }
}
