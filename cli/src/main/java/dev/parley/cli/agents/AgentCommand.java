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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Registered agents. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = "Registers agents, lists, shows, exposes and deletes them.")
public final class AgentCommand {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    private final Session session;

    public AgentCommand(Session session) {
        this.session = session;
    }

    @Command(name = "register", mixinStandardHelpOptions = true, description = "Registers an agent and prints its id.")
    int register(
            @Mixin ClientOptions options,
            @Option(names = "--id", paramLabel = "ID", description = "Its id; without it, made from its name.")
                    @Nullable
                    String id,
            @Option(names = "--replace", description = "Replace an agent of the same id.") boolean replace,
            @Parameters(
                            paramLabel = "URL_OR_FILE",
                            description = "Where its card is: an http(s) URL, a file, or - for standard input.")
                    String source) {
        StringBuilder path = new StringBuilder("/api/v1/agents/register?replace=").append(replace);
        if (id != null) {
            path.append("&id=").append(MeshClient.encoded(id));
        }
        try (MeshClient client = session.open(options, TIMEOUT)) {
            JsonNode agent = client.post(path.toString(), body(source));
            String registered = agent.path("agent_id").asText();
            session.print(options, agent.toString(), () -> session.terminal().data(registered));
            session.terminal().note(agent.path("created").asBoolean() ? "registered" : "was registered already");
            return ExitStatus.DONE.code();
        }
    }

    private static byte[] body(String source) {
        if (source.startsWith("http://") || source.startsWith("https://")) {
            return JSON.createObjectNode().put("url", source).toString().getBytes(UTF_8);
        }
        try {
            return source.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(source));
        } catch (IOException e) {
            throw new CliException(
                    ExitStatus.USAGE, "Card " + source + " cannot be read (expected: an http(s) URL, a file, or -)", e);
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the registered agents.")
    int list(@Mixin ClientOptions options) {
        try (MeshClient client = session.open(options, TIMEOUT)) {
            List<JsonNode> agents = new ArrayList<>();
            String token = "";
            do {
                JsonNode page = client.get("/api/v1/agents?pageSize=1000&pageToken=" + MeshClient.encoded(token));
                page.path("agents").forEach(agents::add);
                token = page.path("next_page_token").asText("");
            } while (!token.isEmpty());
            switch (options.format()) {
                case json -> agents.forEach(agent -> session.terminal().data(agent.toString()));
                case text -> session.terminal().table(rows(agents));
            }
            return ExitStatus.DONE.code();
        }
    }

    private static List<List<String>> rows(List<JsonNode> agents) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("AGENT", "STATUS", "PORTS", "NAME", "DESCRIPTION"));
        for (JsonNode agent : agents) {
            rows.add(List.of(
                    agent.path("agent_id").asText(),
                    agent.path("status").asText(),
                    ports(agent.path("listener")),
                    agent.path("name").asText(),
                    agent.path("description").asText().replaceAll("\\s+", " ")));
        }
        return rows;
    }

    private static String ports(JsonNode listener) {
        List<String> ports = new ArrayList<>();
        if (listener.has("http_port")) {
            ports.add("http " + listener.path("http_port").asInt());
        }
        if (listener.has("grpc_port")) {
            ports.add("grpc " + listener.path("grpc_port").asInt());
        }
        String text = ports.isEmpty() ? "-" : String.join(", ", ports);
        return listener.has("problem") ? text + " (closed)" : text;
    }

    @Command(name = "get", aliases = "show", mixinStandardHelpOptions = true, description = "Shows one agent.")
    int get(@Mixin ClientOptions options, @Parameters(paramLabel = "AGENT") String id) {
        return show(options, client -> client.get(path(id)));
    }

    @Command(name = "delete", mixinStandardHelpOptions = true, description = "Forgets an agent; its tasks stay.")
    int delete(@Mixin ClientOptions options, @Parameters(paramLabel = "AGENT") String id) {
        try (MeshClient client = session.open(options, TIMEOUT)) {
            client.delete(path(id));
            session.terminal().note("deleted " + id);
            return ExitStatus.DONE.code();
        }
    }

    @Command(
            name = "expose",
            mixinStandardHelpOptions = true,
            description = {
                "Gives an agent ports of its own, where it alone is served: at / over HTTP, without a tenant over gRPC.",
                "For clients that know only a root or a host and port. Kept over restarts; prints its addresses.",
                "Without a port, one for each that is free."
            })
    int expose(
            @Mixin ClientOptions options,
            @Option(
                            names = "--http-port",
                            paramLabel = "N",
                            description = "JSON-RPC, HTTP+JSON and the card; 0: any that is free.")
                    @Nullable
                    Integer httpPort,
            @Option(names = "--grpc-port", paramLabel = "N", description = "gRPC; 0: any that is free.") @Nullable
                    Integer grpcPort,
            @Parameters(paramLabel = "AGENT") String id) {
        ObjectNode wanted = JSON.createObjectNode();
        boolean any = httpPort == null && grpcPort == null;
        if (any || httpPort != null) {
            wanted.put("httpPort", httpPort == null ? 0 : httpPort);
        }
        if (any || grpcPort != null) {
            wanted.put("grpcPort", grpcPort == null ? 0 : grpcPort);
        }
        try (MeshClient client = session.open(options, TIMEOUT)) {
            JsonNode exposed =
                    client.put(path(id) + "/listener", wanted.toString().getBytes(UTF_8));
            session.print(options, exposed.toString(), () -> printListener(exposed));
            return ExitStatus.DONE.code();
        }
    }

    @Command(
            name = "unexpose",
            mixinStandardHelpOptions = true,
            description = "Closes an agent's own ports; its path at the mesh stays.")
    int unexpose(@Mixin ClientOptions options, @Parameters(paramLabel = "AGENT") String id) {
        try (MeshClient client = session.open(options, TIMEOUT)) {
            client.delete(path(id) + "/listener");
            session.terminal().note(id + " has no ports of its own");
            return ExitStatus.DONE.code();
        }
    }

    @Command(
            name = "maintenance",
            mixinStandardHelpOptions = true,
            description = "Gives an agent no new tasks (on), or again some (off).")
    int maintenance(
            @Mixin ClientOptions options,
            @Parameters(paramLabel = "AGENT") String id,
            @Parameters(paramLabel = "on|off") Switch wanted) {
        return show(options, client -> switch (wanted) {
            case on -> client.put(path(id) + "/maintenance");
            case off -> client.delete(path(id) + "/maintenance");
        });
    }

    /** As the command line spells it. */
    enum Switch {
        on,
        off
    }

    private interface Call {
        JsonNode on(MeshClient client);
    }

    private int show(ClientOptions options, Call call) {
        try (MeshClient client = session.open(options, TIMEOUT)) {
            JsonNode agent = call.on(client);
            session.print(options, agent.toString(), () -> print(agent));
            return ExitStatus.DONE.code();
        }
    }

    private void print(JsonNode agent) {
        for (String member :
                List.of("agent_id", "name", "description", "status", "status_reason", "last_seen", "version")) {
            if (agent.hasNonNull(member)) {
                session.terminal().data(member + ": " + agent.path(member).asText());
            }
        }
        session.terminal()
                .data("endpoint: " + agent.path("discovery").path("endpoint").asText());
        printListener(agent);
        agent.path("sidecars").forEach(this::printSidecar);
        for (JsonNode skill : agent.path("card").path("skills")) {
            session.terminal()
                    .data("skill: " + skill.path("id").asText() + ": "
                            + skill.path("description").asText());
        }
    }

    private void printSidecar(JsonNode sidecar) {
        for (JsonNode cluster : sidecar.path("clusters")) {
            JsonNode latency = cluster.path("latency");
            String times = latency.isMissingNode()
                    ? ""
                    : ", p50 %.0f ms, p95 %.0f ms, p99 %.0f ms"
                            .formatted(
                                    latency.path("p50_ms").asDouble(),
                                    latency.path("p95_ms").asDouble(),
                                    latency.path("p99_ms").asDouble());
            for (JsonNode host : cluster.path("hosts")) {
                session.terminal()
                        .data("envoy of " + sidecar.path("router").asText() + ": "
                                + host.path("address").asText() + " " + state(host) + ", "
                                + host.path("requests").asLong() + " requests ("
                                + host.path("active").asLong() + " now), "
                                + host.path("errors").asLong() + " errors, "
                                + host.path("connect_failures").asLong() + " failed connections" + times);
            }
        }
    }

    private static String state(JsonNode host) {
        if (host.path("healthy").asBoolean()) {
            return "healthy";
        }
        List<String> flags = new ArrayList<>();
        host.path("flags").forEach(flag -> flags.add(flag.asText()));
        return (host.path("ejected").asBoolean() ? "ejected" : "unhealthy") + " (" + String.join(", ", flags) + ")";
    }

    private void printListener(JsonNode agent) {
        JsonNode listener = agent.path("listener");
        for (String member : List.of("url", "grpc", "problem")) {
            if (listener.hasNonNull(member)) {
                session.terminal()
                        .data("listener " + member + ": "
                                + listener.path(member).asText());
            }
        }
    }

    private static String path(String id) {
        return "/api/v1/agents/" + MeshClient.encoded(id);
    }
}
