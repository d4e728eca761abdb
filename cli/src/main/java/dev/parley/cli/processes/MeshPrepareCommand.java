package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.mesh.CommonSecrets;
import dev.parley.standalone.folder.DataFolder;
import dev.parley.standalone.folder.StartRefused;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes what all hosts of a mesh have alike. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description = "Makes what all hosts of a mesh have alike, in a data folder to be copied to each of them:"
                + " the certificate authority and the passwords of PostgreSQL and Redis.")
final class MeshPrepareCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private MeshOptions mesh = new MeshOptions();

    MeshPrepareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (DataFolder folder = DataFolder.open(mesh.dataFolder(session.settings()))) {
            CommonSecrets.make(folder, InstantSource.system());
            session.terminal().data(folder.root().toString());
            session.terminal()
                    .note("  copy it to the data folder of each host, by a way that nobody reads along: it holds keys");
            return ExitStatus.DONE.code();
        } catch (StartRefused | IOException e) {
            throw new CliException(ExitStatus.FAILURE, String.valueOf(e.getMessage()), e);
        }
    }
}
