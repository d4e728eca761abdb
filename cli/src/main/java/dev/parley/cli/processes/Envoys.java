package dev.parley.cli.processes;

import com.google.protobuf.Empty;
import dev.parley.cli.Session;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.envoy.admin.AdminFailure;
import dev.parley.envoy.admin.EnvoyAdmin;
import dev.parley.envoy.bootstrap.AdminAddress;
import dev.parley.proto.mesh.v1.InstanceStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which Envoys a command is about: one, those of a service, or all. */
final class Envoys {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    @Mixin
    private MeshOptions mesh = new MeshOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVICE|INSTANCE",
            description = "router for all of a service, router-1 for one; all of the mesh where nothing is said.")
    private @Nullable String name;

    /** What one Envoy answered. */
    record Answer<T>(String instance, T value) {}

    /** Asks each of them. */
    <T> List<Answer<T>> ask(Session session, Function<EnvoyAdmin, T> question) {
        return chosen(session).stream()
                .map(instance -> new Answer<>(instance.getName(), ask(instance, question)))
                .toList();
    }

    /** Asks the one that is named; a service of several instances is refused. */
    <T> T askOne(Session session, Function<EnvoyAdmin, T> question) {
        List<InstanceStatus> chosen = chosen(session);
        if (chosen.size() != 1) {
            throw new CliException(
                    ExitStatus.USAGE,
                    (name == null ? "No instance" : "\"" + name + "\"") + " (expected: one of "
                            + chosen.stream().map(InstanceStatus::getName).collect(Collectors.joining(", ")) + ")");
        }
        return ask(chosen.getFirst(), question);
    }

    private static <T> T ask(InstanceStatus instance, Function<EnvoyAdmin, T> question) {
        try (EnvoyAdmin admin = new EnvoyAdmin(AdminAddress.parse(instance.getAdmin()), WITHIN)) {
            return question.apply(admin);
        } catch (AdminFailure e) {
            throw new CliException(ExitStatus.FAILURE, instance.getName() + ": " + e.getMessage(), e);
        }
    }

    private List<InstanceStatus> chosen(Session session) {
        List<InstanceStatus> all = Supervisor.ask(
                mesh,
                session.settings(),
                supervisor -> supervisor
                        .withDeadlineAfter(WITHIN.toSeconds(), TimeUnit.SECONDS)
                        .getMeshStatus(Empty.getDefaultInstance())
                        .getInstancesList());
        String wanted = name;
        if (wanted == null) {
            return all;
        }
        List<InstanceStatus> found = all.stream()
                .filter(each ->
                        each.getName().equals(wanted) || each.getService().equals(wanted))
                .toList();
        if (found.isEmpty()) {
            throw new CliException(
                    ExitStatus.USAGE,
                    "\"" + wanted + "\" is no service and no instance (expected: one of "
                            + all.stream().map(InstanceStatus::getName).collect(Collectors.joining(", ")) + ")");
        }
        return found;
    }
}
