package dev.parley.cli.talk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.cli.Session;
import dev.parley.cli.mesh.ClientOptions;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.output.ExitStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The sinks that events are exported to. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = {
            "Shows where events of tasks are exported to, and how far each sink has come.",
            "Export is off unless the mesh's settings name a sink. Ends with 1 when a sink fails."
        })
public final class EventsCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Session session;

    @Mixin
    private ClientOptions options = new ClientOptions();

    public EventsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (MeshClient client = session.open(options, TIMEOUT)) {
            JsonNode status = client.get("/api/v1/events/sinks");
            session.print(options, status.toString(), () -> print(status));
            boolean fails = status.findValue("failingSince") != null;
            return (fails ? ExitStatus.FAILURE : ExitStatus.DONE).code();
        }
    }

    private void print(JsonNode status) {
        if (!status.path("enabled").asBoolean()) {
            session.terminal().note("export is off (parley.task.export.enabled)");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SINK", "OFFSET", "LAG", "EXPORTED", "SKIPPED", "SINCE", "STATE"));
        for (JsonNode sink : status.path("sinks")) {
            rows.add(List.of(
                    sink.path("name").asText(),
                    sink.path("offset").asText("0"),
                    sink.path("lag").asText("0"),
                    sink.path("exported").asText("0"),
                    sink.path("skipped").asText("0"),
                    sink.path("oldestAt").asText("-"),
                    state(sink)));
        }
        if (rows.size() > 1) {
            session.terminal().table(rows);
        }
    }

    private static String state(JsonNode sink) {
        if (sink.has("failingSince")) {
            return "failing since " + sink.path("failingSince").asText() + ": "
                    + sink.path("lastError").asText();
        }
        return sink.path("leased").asBoolean() ? "exporting" : "nobody exports";
    }
}
