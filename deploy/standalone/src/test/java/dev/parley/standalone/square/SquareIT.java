package dev.parley.standalone.square;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.standalone.e2e.MeshProcess;
import dev.parley.standalone.square.Speech.Binding;
import dev.parley.standalone.square.Speech.Version;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every caller in front of every agent, each cell the checks of {@link Cell}; the README's table of the square is what this finds.
 * That others understand these words too is the official SDKs' matrix to prove ({@code ../sdk}).
 */
class SquareIT {
    private static final Path README = Path.of("../../README.md");
    private static final String BEGIN = "<!-- the square, checked by SquareIT -->\n";
    private static final String END = "<!-- the end of the square -->";
    private static final int ROWS_AT_ONCE = 4;

    private static final List<Speech> AGENTS = List.of(
            new Speech(Version.V1_0, Binding.JSON_RPC),
            new Speech(Version.V1_0, Binding.HTTP_JSON),
            new Speech(Version.V1_0, Binding.GRPC),
            new Speech(Version.V0_3, Binding.JSON_RPC),
            new Speech(Version.V0_3, Binding.HTTP_JSON),
            new Speech(Version.V0_3, Binding.GRPC),
            new Speech(Version.V0_2, Binding.JSON_RPC));

    /** What one caller found: the faults of each cell. */
    private record Row(String title, List<List<String>> cells) {
        String line() {
            return "| **" + title + "** |"
                    + cells.stream()
                            .map(faults -> faults.isEmpty() ? " ✓ |" : " ✗ |")
                            .collect(Collectors.joining())
                    + '\n';
        }
    }

    @Test
    void everyCaller_worksWithEveryAgent(@TempDir Path folder) throws Exception {
        List<SquareAgent> agents = new ArrayList<>();
        try (MeshProcess mesh = MeshProcess.start(folder.resolve("data"));
                Webhooks webhooks = new Webhooks()) {
            Http http = new Http(mesh.http());
            for (Speech speech : AGENTS) {
                SquareAgent agent = new SquareAgent(speech);
                agents.add(agent);
                register(http, agent);
            }
            ManagedChannel channel = Grpc.newChannelBuilder(mesh.run().grpc(), InsecureChannelCredentials.create())
                    .build();
            try {
                List<Row> rows = rows(callers(http, channel), agents, webhooks);
                assertThat(rows.stream().flatMap(row -> row.cells().stream()).flatMap(List::stream))
                        .as("what does not work")
                        .isEmpty();
                assertThat(between(Files.readString(README)))
                        .as("the square in README.md (expected: what this test found)")
                        .isEqualTo(table(rows));
            } finally {
                channel.shutdownNow();
            }
        } finally {
            for (SquareAgent agent : agents) {
                agent.close();
            }
        }
    }

    private static List<Caller> callers(Http http, ManagedChannel channel) {
        JsonRpcCaller.Carrier now = JsonRpcCaller.post(http, "1.0");
        JsonRpcCaller.Carrier old = JsonRpcCaller.post(http, "");
        JsonRpcCaller.Carrier oldSocket = new WebSocketCarrier(http.mesh(), "");
        JsonRpcCaller.Carrier socket = new WebSocketCarrier(http.mesh(), "1.0");
        return List.of(
                jsonRpc(Version.V1_0, Binding.JSON_RPC, Address.NAME, now),
                new HttpJsonCaller(http, Version.V1_0, Address.NAME),
                new GrpcCaller(channel, Address.NAME),
                jsonRpc(Version.V0_3, Binding.JSON_RPC, Address.NAME, old),
                new HttpJsonCaller(http, Version.V0_3, Address.NAME),
                new V03GrpcCaller(channel, Address.NAME),
                jsonRpc(Version.V0_2, Binding.JSON_RPC, Address.NAME, old),
                new V01JsonRpcCaller(Binding.JSON_RPC, Address.NAME, old),
                jsonRpc(Version.V1_0, Binding.WEB_SOCKET, Address.NAME, socket),
                jsonRpc(Version.V0_3, Binding.WEB_SOCKET, Address.NAME, oldSocket),
                jsonRpc(Version.V0_2, Binding.WEB_SOCKET, Address.NAME, oldSocket),
                new V01JsonRpcCaller(Binding.WEB_SOCKET, Address.NAME, oldSocket),
                jsonRpc(Version.V1_0, Binding.JSON_RPC, Address.TENANT, now),
                new HttpJsonCaller(http, Version.V1_0, Address.TENANT),
                jsonRpc(Version.V1_0, Binding.JSON_RPC, Address.CHOICE, now),
                new HttpJsonCaller(http, Version.V1_0, Address.CHOICE),
                new GrpcCaller(channel, Address.CHOICE),
                jsonRpc(Version.V0_3, Binding.JSON_RPC, Address.CHOICE, old),
                new HttpJsonCaller(http, Version.V0_3, Address.CHOICE),
                new V03GrpcCaller(channel, Address.CHOICE),
                new V01JsonRpcCaller(Binding.JSON_RPC, Address.CHOICE, old));
    }

    private static Caller jsonRpc(Version version, Binding binding, Address address, JsonRpcCaller.Carrier carrier) {
        return new JsonRpcCaller(new Speech(version, binding), address, carrier);
    }

    private static void register(Http http, SquareAgent agent) throws Exception {
        String body = "{\"id\":\"%s\",\"url\":\"%s\"}".formatted(agent.id(), agent.url());
        var answer = http.call("POST", "/api/v1/agents/register", "", body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode() / 100)
                .as("registration of %s: %s", agent.speech(), new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(2);
    }

    private static List<Row> rows(List<Caller> callers, List<SquareAgent> agents, Webhooks webhooks) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(ROWS_AT_ONCE)) {
            List<Future<Row>> running = callers.stream()
                    .map(caller -> threads.submit(() -> row(caller, agents, webhooks)))
                    .toList();
            List<Row> rows = new ArrayList<>();
            for (Future<Row> row : running) {
                rows.add(row.get());
            }
            return rows;
        }
    }

    private static Row row(Caller caller, List<SquareAgent> agents, Webhooks webhooks) {
        return new Row(
                caller.title(),
                agents.stream()
                        .map(agent -> new Cell(caller, agent, webhooks).faults())
                        .toList());
    }

    private static String table(List<Row> rows) {
        return AGENTS.stream()
                        .map(agent -> " " + agent + " |")
                        .collect(Collectors.joining("", "| caller \\ agent |", "\n"))
                + "| --- |" + " --- |".repeat(AGENTS.size()) + '\n'
                + rows.stream().map(Row::line).collect(Collectors.joining());
    }

    private static String between(String readme) {
        return readme.lines()
                .map(line -> line + "\n")
                .dropWhile(line -> !line.equals(BEGIN))
                .skip(1)
                .takeWhile(line -> !line.strip().equals(END))
                .collect(Collectors.joining());
    }
}
