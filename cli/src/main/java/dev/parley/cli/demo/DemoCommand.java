package dev.parley.cli.demo;

import dev.parley.cli.Session;
import dev.parley.cli.local.UpOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The tour through a mesh in one process. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Brings a mesh up, starts three example agents, shows real calls, and leaves it running until Ctrl-C.")
public final class DemoCommand extends Demo {
    @Mixin
    private UpOptions options = new UpOptions();

    public DemoCommand(Session session) {
        super(session);
    }

    @Override
    protected UpOptions options() {
        return options;
    }
}
