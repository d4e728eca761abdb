package dev.parley.cli.processes;

import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import dev.parley.cli.Session;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.output.Format;
import dev.parley.cli.output.Terminal.Tone;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.mesh.v1.InstanceStatus;
import dev.parley.proto.mesh.v1.MeshStatus;
import dev.parley.proto.mesh.v1.ProcessStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how every process is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Says how every process is. Ends with 3 when nothing runs, with 1 when something is not ready.")
final class MeshStatusCommand implements Callable<Integer> {
    private static final int SECONDS = 10;

    private final Session session;
    private final InstantSource clock = InstantSource.system();

    @Mixin
    private MeshOptions mesh = new MeshOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "What to print.")
    private Format format = Format.text;

    MeshStatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        MeshStatus status = Supervisor.ask(
                mesh,
                session.settings(),
                supervisor -> supervisor
                        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                        .getMeshStatus(Empty.getDefaultInstance()));
        session.print(format, ProtoJson.toString(status), () -> print(status));
        boolean ready = status.getInstancesList().stream().allMatch(InstanceStatus::getReady);
        return (ready ? ExitStatus.DONE : ExitStatus.FAILURE).code();
    }

    private void print(MeshStatus status) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("INSTANCE", "PROCESS", "ENVOY", "VERSION", "CRASHES", "CERTIFICATE", "ADDRESS", "STATE"));
        for (InstanceStatus instance : status.getInstancesList()) {
            rows.add(List.of(
                    instance.getName(),
                    instance.hasProcess() ? pid(instance.getProcess()) : "-",
                    pid(instance.getSidecar()),
                    EnvoyVersion.number(instance.getEnvoyVersion()),
                    Integer.toString(instance.getProcess().getCrashes()
                            + instance.getSidecar().getCrashes()),
                    left(instance.getCertificateExpiresAt()),
                    instance.getAddress(),
                    instance.getReady()
                            ? session.terminal().paint(Tone.GOOD, "ready")
                            : session.terminal().paint(Tone.BAD, "not ready: ") + instance.getReason()));
        }
        session.terminal().table(rows);
        session.terminal().note("");
        session.terminal()
                .note(
                        status.getHttp().isEmpty()
                                ? "A2A and REST  on the front's host only"
                                : "A2A and REST  " + status.getHttp() + "    gRPC " + status.getGrpc());
        session.terminal().note("PostgreSQL    " + status.getPostgres() + "    Redis " + status.getRedis());
        session.terminal().note("authority     " + left(status.getAuthorityExpiresAt()) + " left");
    }

    private static String pid(ProcessStatus process) {
        return process.getPid() == 0 ? "starting" : Long.toString(process.getPid());
    }

    private String left(Timestamp expiry) {
        Duration left = Duration.between(clock.instant(), Instant.ofEpochSecond(expiry.getSeconds()));
        return left.toDays() > 2 ? left.toDays() + " days" : left.toHours() + " h";
    }
}
