package dev.parley.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.Session;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.cli.output.Format;
import dev.parley.cli.output.Terminal.Tone;
import dev.parley.standalone.folder.MeshRun;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what runs and how it is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Says what runs and how it is. Ends with 3 when nothing runs, with 1 when it is not ready.")
public final class StatusCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final JsonMapper JSON = new JsonMapper();

    private final Session session;

    @Mixin
    private MeshOptions mesh = new MeshOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "What to print.")
    private Format format = Format.text;

    public StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ObjectNode status = mesh.hasUrl() ? ofAddress() : ofFolder();
        session.print(format, status.toString(), () -> print(status));
        return (status.path("ready").asBoolean() ? ExitStatus.DONE : ExitStatus.FAILURE).code();
    }

    private ObjectNode ofFolder() {
        MeshRun run = MeshOptions.runningOn(mesh.dataFolder(session.settings()));
        ObjectNode status = run.toJson();
        if (run.ready()) {
            JsonNode health = run.management().isEmpty()
                    ? health(MeshOptions.front(run), "/health")
                    : health(run.management(), "/ready");
            status.put("ready", health.path("ready").asBoolean());
            status.set("dependencies", health.path("dependencies"));
            status.set("activeTasks", health.path("active_tasks"));
        }
        return status;
    }

    private ObjectNode ofAddress() {
        try (MeshClient client = session.open(mesh, TIMEOUT)) {
            JsonNode health = client.getWhatever("/health");
            ObjectNode status = JSON.createObjectNode();
            status.put("http", client.base());
            status.put("ready", health.path("ready").asBoolean());
            status.set("dependencies", health.path("dependencies"));
            status.set("activeTasks", health.path("active_tasks"));
            return status;
        }
    }

    private static JsonNode health(String base, String path) {
        try (MeshClient client = new MeshClient(base, TIMEOUT)) {
            return client.getWhatever(path);
        } catch (CliException e) {
            // the process lives and does not answer: as not ready as can be
            ObjectNode silent = JSON.createObjectNode();
            silent.put("ready", false);
            silent.putObject("dependencies")
                    .putObject("management")
                    .put("status", "down")
                    .put("fact", e.text());
            return silent;
        }
    }

    private void print(ObjectNode status) {
        boolean ready = status.path("ready").asBoolean();
        session.terminal().data(session.terminal().paint(ready ? Tone.GOOD : Tone.BAD, ready ? "ready" : "not ready"));
        status.properties().forEach(member -> {
            if (member.getValue().isValueNode() && !member.getKey().equals("ready")) {
                session.terminal()
                        .data(String.format(
                                "  %-12s %s", member.getKey(), member.getValue().asText()));
            }
        });
        status.path("dependencies").properties().forEach(dependency -> {
            boolean up = dependency.getValue().path("status").asText().equals("up");
            session.terminal()
                    .data("  " + session.terminal().paint(up ? Tone.GOOD : Tone.BAD, up ? "up   " : "down ") + " "
                            + dependency.getKey() + ": "
                            + dependency.getValue().path("fact").asText());
        });
    }
}
