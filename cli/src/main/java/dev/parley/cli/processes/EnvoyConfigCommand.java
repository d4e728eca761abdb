package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.output.ExitStatus;
import dev.parley.envoy.admin.EnvoyAdmin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what one Envoy was told, as JSON; keys are struck out. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Shows what one Envoy was told, as JSON; keys are struck out.")
final class EnvoyConfigCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Envoys envoys = new Envoys();

    EnvoyConfigCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.terminal().data(envoys.askOne(session, EnvoyAdmin::configDump));
        return ExitStatus.DONE.code();
    }
}
