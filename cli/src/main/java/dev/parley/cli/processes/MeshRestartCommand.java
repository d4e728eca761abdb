package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.output.ExitStatus;
import dev.parley.proto.mesh.v1.RestartInstancesRequest;
import dev.parley.proto.mesh.v1.Step;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Restarts instances, without losing a call where others can take over. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = {
            "Restarts a service's instances, one after the other, each turned away from callers first.",
            "The front has nobody in its place: its restart cuts open connections."
        })
final class MeshRestartCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private MeshOptions mesh = new MeshOptions();

    @Parameters(paramLabel = "SERVICE|INSTANCE", description = "task for all of a service, task-2 for one instance.")
    private String name = "";

    MeshRestartCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return Supervisor.ask(mesh, session.settings(), supervisor -> {
            supervisor
                    .restartInstances(
                            RestartInstancesRequest.newBuilder().setName(name).build())
                    .forEachRemaining(this::show);
            return ExitStatus.DONE.code();
        });
    }

    private void show(Step step) {
        session.terminal().data(String.format("%-12s %s", step.getInstance(), step.getText()));
    }
}
