package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.local.DownCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code parley mesh}. */
@Command(
        name = "mesh",
        mixinStandardHelpOptions = true,
        subcommands = HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "A mesh of processes on this machine: every service instance behind an Envoy.",
        footer = {"", "Start with: parley mesh up --instances task=3,router=2"})
public final class MeshCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private MeshCommand() {}

    /** The command with all that belongs to it. */
    public static CommandLine of(Session session) {
        return new CommandLine(new MeshCommand())
                .addSubcommand(new MeshUpCommand(session))
                .addSubcommand(new MeshPrepareCommand(session))
                .addSubcommand(new DownCommand(session))
                .addSubcommand(new MeshStatusCommand(session))
                .addSubcommand(new MeshRestartCommand(session))
                .addSubcommand(new MeshCertificatesCommand(session))
                .addSubcommand(new MeshLogsCommand(session))
                .addSubcommand(new MeshDemoCommand(session));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing: what of the mesh (see the list)");
    }
}
