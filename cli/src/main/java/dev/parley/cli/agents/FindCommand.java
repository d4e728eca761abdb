package dev.parley.cli.agents;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.Session;
import dev.parley.cli.mesh.ClientOptions;
import dev.parley.cli.mesh.MeshClient;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which agents can serve a need; calls none of them. */
@Command(
        name = "find",
        mixinStandardHelpOptions = true,
        description = "Finds agents for a need in plain words, best first. Ends with 1 when there is none.")
public final class FindCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    private final Session session;

    @Mixin
    private ClientOptions options = new ClientOptions();

    @Parameters(arity = "0..*", paramLabel = "NEED", description = "What is needed, in plain words.")
    private List<String> need = List.of();

    @Option(names = "--skill", paramLabel = "ID", description = "The agent must have this skill; may be repeated.")
    private List<String> skills = List.of();

    @Option(names = "--tag", paramLabel = "TAG", description = "The agent must have this tag; may be repeated.")
    private List<String> tags = List.of();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private @Nullable Integer limit;

    public FindCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (need.isEmpty() && skills.isEmpty() && tags.isEmpty()) {
            throw new CliException(ExitStatus.USAGE, "No need given (expected: words, --skill or --tag)");
        }
        ObjectNode request = JSON.createObjectNode();
        request.put("need", String.join(" ", need));
        skills.forEach(request.putArray("skills")::add);
        tags.forEach(request.putArray("tags")::add);
        if (limit != null) {
            request.put("limit", limit);
        }
        try (MeshClient client = session.open(options, Duration.ofSeconds(30))) {
            JsonNode found =
                    client.post("/api/v1/agents/find", request.toString().getBytes(UTF_8));
            session.print(options, found.toString(), () -> print(found));
            return (found.path("matches").isEmpty() ? ExitStatus.FAILURE : ExitStatus.DONE).code();
        }
    }

    private void print(JsonNode found) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("MATCH", "AGENT", "SKILL", "NAME"));
        for (JsonNode match : found.path("matches")) {
            String similarity = match.path("exact").asBoolean()
                    ? "exact"
                    : String.format(
                            Locale.ROOT, "%.2f", match.path("similarity").asDouble());
            rows.add(List.of(
                    similarity,
                    match.path("agent_id").asText(),
                    match.path("skill_id").asText(),
                    match.path("name").asText()));
        }
        if (rows.size() > 1) {
            session.terminal().table(rows);
        } else {
            session.terminal().note("no agent can serve this");
        }
        for (JsonNode leftOut : found.path("left_out")) {
            session.terminal()
                    .note("left out: " + leftOut.path("agent_id").asText() + ": "
                            + leftOut.path("detail").asText());
        }
    }
}
