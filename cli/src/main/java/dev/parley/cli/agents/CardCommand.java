package dev.parley.cli.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.Session;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.output.Format;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cards as the mesh serves them. */
@Command(name = "card", mixinStandardHelpOptions = true, description = "Shows agent cards.")
public final class CardCommand {
    private final Session session;

    public CardCommand(Session session) {
        this.session = session;
    }

    @Command(
            name = "get",
            mixinStandardHelpOptions = true,
            description = "Prints the card of an agent, or the mesh's own, as JSON.")
    int get(
            @Mixin MeshOptions mesh,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "text|json",
                            defaultValue = "text",
                            description = "text: indented; json: one line.")
                    Format format,
            @Parameters(
                            arity = "0..1",
                            defaultValue = "",
                            paramLabel = "AGENT",
                            description = "Its id; none: the mesh.")
                    String id) {
        String prefix = id.isEmpty() ? "" : "/agents/" + MeshClient.encoded(id);
        try (MeshClient client = session.open(mesh, Duration.ofSeconds(30))) {
            JsonNode card = client.get(prefix + "/.well-known/agent-card.json");
            session.print(format, card.toString(), () -> session.terminal().data(card.toPrettyString()));
            return ExitStatus.DONE.code();
        }
    }
}
