package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.agents.AgentCommand;
import dev.parley.cli.agents.CardCommand;
import dev.parley.cli.agents.FindCommand;
import dev.parley.cli.conformance.ConformanceCommand;
import dev.parley.cli.demo.DemoCommand;
import dev.parley.cli.local.DownCommand;
import dev.parley.cli.local.LogsCommand;
import dev.parley.cli.local.StatusCommand;
import dev.parley.cli.local.UpCommand;
import dev.parley.cli.mesh.Settings;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.output.Terminal;
import dev.parley.cli.processes.EnvoyCommand;
import dev.parley.cli.processes.MeshCommand;
import dev.parley.cli.talk.DlqCommand;
import dev.parley.cli.talk.EventsCommand;
import dev.parley.cli.talk.SendCommand;
import dev.parley.cli.talk.TaskCommand;
import dev.parley.standalone.folder.StartRefused;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The {@code parley} command. */
@Command(
        name = "parley",
        mixinStandardHelpOptions = true,
        version = "parley 0.1.0",
        subcommands = HelpCommand.class,
        description = "A mesh for A2A agents: one durable front door.",
        footer = {"", "Start with: parley demo"})
public final class Parley {
    private Parley() {}

    public static void main(String[] args) {
        System.exit(run(args, Terminal.ofThisProcess(System.getenv()), System.getenv(), Path.of("")));
    }

    /** Runs one command in a working directory; its exit status. */
    public static int run(String[] args, Terminal terminal, Map<String, String> environment, Path workingDirectory) {
        try {
            return commands(new Session(terminal, Settings.read(environment, workingDirectory)), terminal)
                    .execute(args);
        } catch (CliException e) {
            terminal.note("parley: " + e.text());
            return e.status().code();
        }
    }

    private static CommandLine commands(Session session, Terminal terminal) {
        CommandLine commands = new CommandLine(new Parley())
                .addSubcommand(new UpCommand(session))
                .addSubcommand(new DownCommand(session))
                .addSubcommand(new StatusCommand(session))
                .addSubcommand(new LogsCommand(session))
                .addSubcommand(new DemoCommand(session))
                .addSubcommand(MeshCommand.of(session))
                .addSubcommand(EnvoyCommand.of(session))
                .addSubcommand(new SendCommand(session))
                .addSubcommand(new FindCommand(session))
                .addSubcommand(new AgentCommand(session))
                .addSubcommand(new CardCommand(session))
                .addSubcommand(TaskCommand.of(session))
                .addSubcommand(new EventsCommand(session))
                .addSubcommand(new DlqCommand(session))
                .addSubcommand(new ConformanceCommand(session));
        commands.setOut(new PrintWriter(terminal.out(), true, UTF_8));
        commands.setErr(new PrintWriter(terminal.err(), true, UTF_8));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, terminal));
        return commands;
    }

    private static int report(Exception failure, Terminal terminal) {
        if (failure instanceof CliException e) {
            terminal.note("parley: " + e.text());
            return e.status().code();
        }
        if (failure instanceof StartRefused e) {
            terminal.note("parley: " + e.getMessage());
            return ExitStatus.FAILURE.code();
        }
        // a bug of ours: whoever reports it needs the stack
        failure.printStackTrace(terminal.err());
        return ExitStatus.FAILURE.code();
    }
}
