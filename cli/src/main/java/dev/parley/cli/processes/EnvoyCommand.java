package dev.parley.cli.processes;

import dev.parley.cli.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code parley envoy}: what the Envoys of a mesh see, without opening their admin interfaces to anybody. */
@Command(
        name = "envoy",
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "What the Envoys of a mesh of processes see.",
        footer = {"", "Start with: parley envoy status"})
public final class EnvoyCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private EnvoyCommand() {}

    /** The command with all that belongs to it. */
    public static CommandLine of(Session session) {
        return new CommandLine(new EnvoyCommand())
                .addSubcommand(new EnvoyStatusCommand(session))
                .addSubcommand(new EnvoyClustersCommand(session))
                .addSubcommand(new EnvoyCertificatesCommand(session))
                .addSubcommand(new EnvoyStatsCommand(session))
                .addSubcommand(new EnvoyConfigCommand(session))
                .addSubcommand(new EnvoyLogLevelCommand(session));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing: what of the Envoys (see the list)");
    }
}
