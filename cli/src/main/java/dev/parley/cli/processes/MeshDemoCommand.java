package dev.parley.cli.processes;

import dev.parley.cli.Session;
import dev.parley.cli.demo.Demo;
import dev.parley.cli.local.UpOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The tour through a mesh of processes. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "The demo of \"parley demo\", through a mesh of processes behind Envoys.")
final class MeshDemoCommand extends Demo {
    @Mixin
    private MeshUpOptions options = new MeshUpOptions();

    MeshDemoCommand(Session session) {
        super(session);
    }

    @Override
    protected UpOptions options() {
        return options;
    }
}
