package dev.parley.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.task.v1.SendMessageReply;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An edge that lets one message in at a time. */
class DoorTest {
    private static final String PARAMS_03 =
            "{\"message\":{\"kind\":\"message\",\"messageId\":\"m\",\"role\":\"user\",\"parts\":[{\"kind\":\"text\",\"text\":\"x\"}]}}";

    private final CountDownLatch mayBeAccepted = new CountDownLatch(1);
    private EdgeFixture edge;
    private CompletableFuture<HttpResponse<String>> first;

    @BeforeEach
    void fill() throws Exception {
        edge = new EdgeFixture(Map.of("parley.edge.overload.min", "1", "parley.edge.overload.max", "1"));
        CountDownLatch waits = new CountDownLatch(1);
        edge.tasks.onSend = call -> {
            waits.countDown();
            return afterwards(edge.tasks.echo(call));
        };
        first = CompletableFuture.supplyAsync(() -> {
            try {
                return edge.rpc("/agents/echo", "SendMessage", EdgeFixture.text("first"));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(waits.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private SendMessageReply afterwards(SendMessageReply reply) {
        try {
            mayBeAccepted.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return reply;
    }

    @AfterEach
    void stop() {
        mayBeAccepted.countDown();
        edge.close();
    }

    private double waiting() {
        return edge.edge
                .context()
                .getBean(MeterRegistry.class)
                .get("parley.edge.accepting")
                .gauge()
                .value();
    }

    @Test
    void fullEdge_refusesMessagesInTheirVersionAndAnswersTheRest() throws Exception {
        HttpResponse<String> refused = edge.rpc("/agents/echo", "SendMessage", EdgeFixture.text("x"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        assertThat(refused.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(refused.body())
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{")
                .contains("OVERLOADED");
        HttpResponse<String> older = edge.post(
                "/", "{\"params\":" + PARAMS_03 + ",\"method\":\"message/stream\",\"id\":\"a\",\"jsonrpc\":\"2.0\"}");
        assertThat(older.statusCode()).isEqualTo(503);
        assertThat(older.body()).contains("\"id\":\"a\"").doesNotContain("OVERLOADED");
        assertThat(edge.tasks.sent).as("those that reached the task service").hasSize(1);
        assertThat(edge.rpc("/", "ListTasks", "{}").statusCode()).isEqualTo(200);
        assertThat(edge.get("/.well-known/agent-card.json").statusCode()).isEqualTo(200);
        assertThat(edge.management("/metrics"))
                .contains("endpoint=\"/agents/{agentId}\",method=\"SendMessage\",status=\"503\"");
        mayBeAccepted.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(edge.rpc("/agents/echo", "SendMessage", EdgeFixture.text("x"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void messageThatSaysItsPriority_isJudgedByItAndRefusedAsWell() throws Exception {
        HttpResponse<String> refused = edge.rpc(
                "/agents/echo",
                "SendMessage",
                EdgeFixture.text("x").replaceFirst("\\{", "{\"metadata\":{\"priority\":1},"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("OVERLOADED");
    }

    @Test
    void whatIsNoMessageAfterAll_leavesItsPlace() throws Exception {
        mayBeAccepted.countDown();
        first.get(20, TimeUnit.SECONDS);
        assertThat(edge.rpc("/agents/echo", "SendMessage", "{\"message\":{}}").body())
                .contains("-32602");
        assertThat(edge.rpc("/agents/nobody", "SendMessage", EdgeFixture.text("x"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(waiting()).isZero();
    }

    @Test
    void connection_goesOnAfterARefusalAndMayBringRequestsInPieces() throws Exception {
        String message =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\",\"params\":" + EdgeFixture.text("x") + "}";
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), edge.port)) {
            caller.setSoTimeout(20_000);
            BufferedReader in = new BufferedReader(new InputStreamReader(caller.getInputStream(), UTF_8));
            OutputStream out = caller.getOutputStream();
            for (int i = 0; i < 3; i++) {
                out.write(head(message.length(), "").getBytes(UTF_8));
                out.flush();
                // the body in a packet of its own
                Thread.sleep(50);
                out.write(message.getBytes(UTF_8));
                assertThat(status(in)).contains(" 503 ");
            }
            // two at once, then one that is the connection's last
            out.write((head(message.length(), "") + message + head(message.length(), "Connection: close\r\n") + message)
                    .getBytes(UTF_8));
            assertThat(status(in)).contains(" 503 ");
            assertThat(status(in)).contains(" 503 ");
            assertThat(in.read()).as("the end of the connection").isEqualTo(-1);
        }
        assertThat(waiting()).isEqualTo(1);
    }

    private static String head(int length, String more) {
        return "POST /agents/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nA2A-Version: 1.0\r\n"
                + "Content-Length: " + length + "\r\n" + more + "\r\n";
    }

    /** Reads one answer; its status line. */
    private static String status(BufferedReader in) throws IOException {
        String status = in.readLine();
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
        return String.valueOf(status);
    }
}
