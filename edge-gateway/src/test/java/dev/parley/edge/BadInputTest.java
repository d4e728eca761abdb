package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What bad input gets: the right error, HTTP 200 or as the specification says, never a stack trace. */
final class BadInputTest {
    private static EdgeFixture edge;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture(
                Map.of("parley.edge.max-body-bytes", 100_000, "parley.edge.allowed-hosts", "mesh.example"));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {broken;                                                                     -32700
            ``;                                                                          -32700
            {"jsonrpc":"2.0","id":1,"method":"GetTask","params":{"id":"a"}} x;           -32700
            {"jsonrpc":"2.0","id":1,"id":2,"method":"GetTask","params":{"id":"a"}};      -32700
            {"jsonrpc":"2.0","id":1,"method":"GetTask","params":{"id":"\\ud800"}};       -32700
            [];                                                                          -32600
            [{"jsonrpc":"2.0","id":1,"method":"GetTask","params":{"id":"a"}}];           -32600
            {"jsonrpc":"2.0","method":"GetTask","params":{"id":"a"}};                    -32600
            {"jsonrpc":"1.0","id":1,"method":"GetTask","params":{"id":"a"}};             -32600
            {"id":1,"method":"GetTask","params":{"id":"a"}};                             -32600
            {"jsonrpc":"2.0","id":{},"method":"GetTask","params":{"id":"a"}};            -32600
            {"jsonrpc":"2.0","id":1,"method":5,"params":{"id":"a"}};                     -32600
            {"jsonrpc":"2.0","id":1,"method":"Nope","params":{}};                        -32601
            {"jsonrpc":"2.0","id":1,"method":"message/nope","params":{}};                -32601
            {"jsonrpc":"2.0","id":1,"method":"message/send","params":{}};                -32602
            {"jsonrpc":"2.0","id":1,"method":"GetTask","params":{}};                     -32602
            {"jsonrpc":"2.0","id":1,"method":"GetTask","params":{"id":5}};               -32602
            {"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{}}};     -32602
            {"jsonrpc":"2.0","id":1,"method":"GetTask","params":{"id":"unknown"}};       -32001
            """)
    void jsonRpc_refusesWithTheRightCode(String body, int code) throws Exception {
        HttpResponse<String> response = edge.post("/", body == null ? "" : body);

        assertThat(response.body()).contains("\"code\":" + code).doesNotContain("\tat ", "Exception");
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {
                "GetTask;              {'id':'a','historyLength':-1};             $.params.historyLength",
                "ListTasks;            {'historyLength':-1};                      $.params.historyLength",
                "SendMessage;          {%s,'configuration':{'historyLength':-1}}; $.params.configuration.historyLength",
                "SendStreamingMessage; {%s,'configuration':{'historyLength':-1}}; $.params.configuration.historyLength",
            })
    void negativeHistoryLength_isRefused(String method, String params, String path) throws Exception {
        String message = "'message':{'messageId':'m','role':'ROLE_USER','parts':[{'text':'x'}]}";
        String body = edge.rpc("/", method, params.formatted(message).replace('\'', '"'))
                .body();
        assertThat(body).contains("-32602", path + ": -1 (expected: a whole number from 0 on)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '#',
            value = {"null; null", "{};        an object", "[1]; an array", "true; true", "'%s'; a string of 2002 bytes"
            })
    void badId_isShownAsItWasFound(String id, String found) throws Exception {
        String request = "{'jsonrpc':'2.0','id':" + id.formatted("x".repeat(2000)) + ",'method':'GetTask','params':{}}";
        assertThat(edge.post("/", request.replace('\'', '"')).body())
                .contains("-32600", "$.id: " + found + " (expected: a string or number of at most 1024 bytes)");
    }

    @Test
    void missingId_isSaidToBeMissing() throws Exception {
        assertThat(edge.post("/", "{\"jsonrpc\":\"2.0\",\"method\":\"GetTask\",\"params\":{\"id\":\"t\"}}")
                        .body())
                .contains("$.id: missing (expected: a string or number");
    }

    @Test
    void badParams_nameTheJsonPath() throws Exception {
        String body = edge.rpc(
                        "/",
                        "SendMessage",
                        "{\"message\":{\"messageId\":\"m\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":5}]}}")
                .body();
        assertThat(body).contains("-32602", "$.params.message.parts[0].text");
    }

    @Test
    void nestingBomb_isRefused() throws Exception {
        String bomb = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SendMessage\",\"params\":" + "[".repeat(40_000);
        assertThat(edge.post("/", bomb).body()).contains("-32700").doesNotContain("\tat ");
        assertThat(edge.post("/api/v1/tasks", "{\"input\":" + "[".repeat(40_000))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void hugeNumber_isRefused() throws Exception {
        String number = "9".repeat(50_000);
        assertThat(edge.post("/", "{\"jsonrpc\":\"2.0\",\"id\":" + number + ",\"method\":\"GetTask\",\"params\":{}}")
                        .body())
                .contains("\"error\"");
        assertThat(edge.rpc("/", "GetTask", "{\"id\":\"a\",\"historyLength\":" + number + "}")
                        .body())
                .contains("\"error\"");
    }

    @Test
    void invalidUtf8_isRefused() throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"GetTask\",\"params\":{\"id\":\""
                .getBytes(StandardCharsets.UTF_8));
        body.write(0xC3);
        body.write(0x28);
        body.writeBytes("\"}}".getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> response = edge.send(edge.request("/")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));
        assertThat(response.body()).contains("-32700");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/agents/echo", "/agents/echo/", "/execute", "/agents/echo/execute"})
    void bodyOverTheLimit_isRefusedBeforeItIsRead(String path) throws Exception {
        try (RawConnection caller = new RawConnection(edge.port)) {
            caller.head(
                    "POST " + path + " HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: application/json",
                    "Content-Length: 100000001");
            caller.write("{");
            String answer = caller.readUntil("}}");
            assertThat(answer).startsWith("HTTP/1.1 413").contains("-32055", "at most 100000 bytes");
        }
    }

    @Test
    void chunkedBodyOverTheLimit_isRefusedToo() throws Exception {
        try (RawConnection caller = new RawConnection(edge.port)) {
            caller.head(
                    "POST /api/v1/tasks HTTP/1.1",
                    "Host: localhost",
                    "Content-Type: application/json",
                    "Transfer-Encoding: chunked");
            for (int i = 0; i < 11; i++) {
                caller.write("2710\r\n" + "x".repeat(10_000) + "\r\n");
            }
            assertThat(caller.readUntil("}}")).startsWith("HTTP/1.1 413").contains("PAYLOAD_TOO_LARGE");
        }
    }

    @Test
    void bodyUnderTheLimit_isTaken() throws Exception {
        assertThat(edge.rpc("/", "SendMessage", EdgeFixture.text("x".repeat(90_000)))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void hostOfAnotherName_isRefused() throws Exception {
        assertThat(withHost("evil.example")).startsWith("HTTP/1.1 403").contains("evil.example");
        assertThat(withHost("evil.example:" + edge.port)).startsWith("HTTP/1.1 403");
        assertThat(withHost("mesh.example")).startsWith("HTTP/1.1 200");
        assertThat(withHost("MESH.example:80")).startsWith("HTTP/1.1 200");
        assertThat(withHost("[::1]:1")).startsWith("HTTP/1.1 200");
        assertThat(withHost("127.0.0.1")).startsWith("HTTP/1.1 200");
    }

    private static String withHost(String host) throws Exception {
        try (RawConnection caller = new RawConnection(edge.port)) {
            caller.head("GET /.well-known/agent-card.json HTTP/1.1", "Host: " + host, "Connection: close");
            return caller.readUntil("\0");
        }
    }

    @Test
    void originOfAnotherSite_isRefused() throws Exception {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ListTasks\",\"params\":{}}";
        HttpResponse<String> foreign = edge.post("/", call, "Origin", "https://evil.example");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(foreign.body()).contains("-32051");
        assertThat(edge.post("/", call, "Origin", "null").statusCode()).isEqualTo(403);
        HttpResponse<String> own = edge.post("/", call, "Origin", "http://localhost:" + edge.port);
        assertThat(own.statusCode()).isEqualTo(200);
        assertThat(own.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void unknownPath_saysWhatThereIs() throws Exception {
        HttpResponse<String> response = edge.get("/nothing/here");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.body()).contains("/nothing/here", "/api/v1/openapi.json", "\"code\":404");
    }

    @Test
    void wrongVerb_namesTheRightOnes() throws Exception {
        HttpResponse<String> response = edge.get("/agents/echo");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow").orElse("")).contains("POST");
    }

    @Test
    void anyAcceptHeader_isServed() throws Exception {
        assertThat(edge.rpc("/", "ListTasks", "{}", "Accept", "text/event-stream")
                        .statusCode())
                .isEqualTo(200);
        assertThat(edge.rpc("/", "ListTasks", "{}", "Accept", "application/a2a+json, application/json")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void garbageInsteadOfHttp_closesTheConnectionOnly() throws Exception {
        try (RawConnection caller = new RawConnection(edge.port)) {
            caller.write("\u0016\u0003\u0001 nonsense\r\n\r\n");
            assertThat(caller.readUntil("\0")).doesNotContain("\tat ", "io.netty");
        }
        assertThat(edge.get("/health").statusCode()).isEqualTo(200);
    }
}
