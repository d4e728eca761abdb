package dev.parley.mesh;

import com.google.protobuf.Timestamp;
import dev.parley.proto.mesh.v1.InstanceStatus;
import dev.parley.proto.mesh.v1.MeshStatus;
import dev.parley.proto.mesh.v1.ProcessState;
import dev.parley.proto.mesh.v1.ProcessStatus;
import dev.parley.standalone.Infrastructure;
import dev.parley.standalone.folder.MeshRun;
import dev.parley.standalone.process.Supervised;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the processes of a mesh are like now. Safe for concurrent use. */
final class MeshView {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final Pattern DOWN =
            Pattern.compile("\"([^\"]+)\":\\{\"status\":\"down\",\"required\":true,\"fact\":\"([^\"]*)\"");

    private final List<Pair> pairs;
    private final Certificates certificates;
    private final Infrastructure infrastructure;
    private final Envoys envoys;
    private final MeshRun run;
    private final InstantSource clock;

    MeshView(
            List<Pair> pairs,
            Certificates certificates,
            Infrastructure infrastructure,
            Envoys envoys,
            MeshRun run,
            InstantSource clock) {
        this.pairs = pairs;
        this.certificates = certificates;
        this.infrastructure = infrastructure;
        this.envoys = envoys;
        this.run = run;
        this.clock = clock;
    }

    /** Each instance that is not ready, and why. */
    Map<String, String> missing() {
        Map<String, String> missing = new TreeMap<>();
        for (Pair pair : pairs) {
            String reason = notReady(pair);
            if (!reason.isEmpty()) {
                missing.put(pair.instance().name(), reason);
            }
        }
        return missing;
    }

    /** Why an instance wants no new work; empty when it does. */
    String notReady(Pair pair) {
        Instance instance = pair.instance();
        Supervised sidecar = pair.sidecar();
        if (sidecar == null || sidecar.state() != Supervised.State.RUNNING) {
            return "its Envoy does not run";
        }
        if (!instance.hasProcess()) {
            return "";
        }
        Supervised service = pair.service();
        if (service == null || service.state() != Supervised.State.RUNNING) {
            return "its process does not run";
        }
        try {
            ManagementClient.Answer answer =
                    ManagementClient.get(instance.management(), "/ready", ANSWER_WITHIN, clock);
            return answer.status() == 200 ? "" : reason(answer.body());
        } catch (IOException e) {
            return "its process does not answer: " + e.getMessage();
        }
    }

    private static String reason(String report) {
        Matcher down = DOWN.matcher(report);
        return down.find() ? down.group(1) + ": " + down.group(2) : "it is stopping";
    }

    MeshStatus status() {
        MeshStatus.Builder status = MeshStatus.newBuilder()
                .setPostgres(infrastructure.postgres().join().description())
                .setRedis(infrastructure.redis().join().description())
                .setHttp(run.http())
                .setGrpc(run.grpc())
                .setStartedAt(toProto(run.startedAt()));
        try {
            status.setAuthorityExpiresAt(toProto(certificates.authorityExpiry()));
        } catch (IOException e) {
            status.clearAuthorityExpiresAt();
        }
        pairs.parallelStream().map(this::status).forEachOrdered(status::addInstances);
        return status.build();
    }

    private InstanceStatus status(Pair pair) {
        Instance instance = pair.instance();
        String reason = notReady(pair);
        InstanceStatus.Builder status = InstanceStatus.newBuilder()
                .setName(instance.name())
                .setService(instance.service().id())
                .setSidecar(process(pair.sidecar()))
                .setAddress(instance.inbound().host() + ":" + instance.inbound().port())
                .setReady(reason.isEmpty())
                .setReason(reason)
                .setFolder(instance.folder().toString())
                .setAdmin(envoys.admin(instance).toString());
        if (instance.hasProcess()) {
            status.setProcess(process(pair.service()));
        }
        try {
            status.setCertificateExpiresAt(toProto(certificates.expiry(instance)))
                    .setEnvoyVersion(envoys.version(instance));
        } catch (IOException e) {
            status.setReady(false).setReason(reason.isEmpty() ? String.valueOf(e.getMessage()) : reason);
        }
        return status.build();
    }

    private static ProcessStatus process(@Nullable Supervised supervised) {
        if (supervised == null) {
            return ProcessStatus.newBuilder()
                    .setState(ProcessState.PROCESS_STATE_STARTING)
                    .build();
        }
        ProcessStatus.Builder status = ProcessStatus.newBuilder()
                .setPid(supervised.pid())
                .setCrashes(supervised.crashes())
                .setState(
                        switch (supervised.state()) {
                            case RUNNING -> ProcessState.PROCESS_STATE_RUNNING;
                            case RESTARTING -> ProcessState.PROCESS_STATE_STOPPING;
                            case CRASHED -> ProcessState.PROCESS_STATE_CRASHED;
                        });
        supervised.startedAt().ifPresent(start -> status.setStartedAt(toProto(start)));
        return status.build();
    }

    private static Timestamp toProto(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
