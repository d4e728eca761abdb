package dev.parley.router.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.router.agent.Json;
import dev.parley.router.agent.ScriptedAgent;
import dev.parley.router.agent.TestCertificates;
import dev.parley.router.http.TrustConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

@Timeout(30)
class HttpsAgentTest {
    @TempDir
    private Path folder;

    private static Calls trusting(@Nullable Path caFile) {
        return new Calls(Calls.CONFIG, Calls.HTTP, new TrustConfig(caFile));
    }

    private static ScriptedAgent agent(TestCertificates certificates) throws Exception {
        return new ScriptedAgent(certificates.context())
                .on(
                        "SendStreamingMessage",
                        (request, reply) ->
                                reply.stream().event(Json.message("hi")).end());
    }

    @Test
    void certificateOfOurOwnCa_isTrusted() throws Exception {
        TestCertificates certificates = new TestCertificates(folder, "localhost");
        try (ScriptedAgent agent = agent(certificates);
                Calls calls = trusting(certificates.caFile())) {
            assertThat(calls.call(agent.registered("a", true)).kinds()).containsExactly("message hi");
        }
    }

    @Test
    void unknownCa_provesNotStarted() throws Exception {
        try (ScriptedAgent agent = agent(new TestCertificates(folder, "localhost"));
                Calls calls = trusting(null)) {
            assertThat(calls.call(agent.registered("a", true)).outcome())
                    .isInstanceOfSatisfying(
                            CallOutcome.NotStarted.class,
                            outcome -> assertThat(outcome.reason()).startsWith("TLS with localhost:"));
            assertThat(agent.requests()).isEmpty();
        }
    }

    @Test
    void certificateOfAnotherHost_provesNotStarted() throws Exception {
        TestCertificates certificates = new TestCertificates(folder, "elsewhere.example");
        try (ScriptedAgent agent = agent(certificates);
                Calls calls = trusting(certificates.caFile())) {
            assertThat(calls.call(agent.registered("a", true)).outcome()).isInstanceOf(CallOutcome.NotStarted.class);
        }
    }

    @Test
    void httpsAgent_isCalledOverHttp2WhereItOffersThat() throws Exception {
        TestCertificates certificates = new TestCertificates(folder, "localhost");
        AtomicReference<String> version = new AtomicReference<>("");
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                .secure(spec ->
                        spec.sslContext((GenericSslContextSpec<?>) Http2SslContextSpec.forServer(certificates.keys())))
                .handle((request, response) -> {
                    version.set(request.version().toString());
                    return response.header("content-type", "application/json")
                            .sendByteArray(request.receive()
                                    .aggregate()
                                    .asString()
                                    .map(body -> ("{\"jsonrpc\":\"2.0\",\"id\":" + ScriptedAgent.requestId(body)
                                                    + ",\"result\":" + Json.message("over h2") + "}")
                                            .getBytes(StandardCharsets.UTF_8)));
                })
                .bindNow();
        try (Calls calls = trusting(certificates.caFile())) {
            var agent = ScriptedAgent.registered("a", true, "https://localhost:" + server.port() + "/");
            for (int i = 0; i < 3; i++) {
                assertThat(calls.call(agent).kinds()).containsExactly("message over h2");
            }
            assertThat(version.get()).isEqualTo("HTTP/2.0");
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void caFileWithoutCertificates_isRefusedAtStart() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");

        Assertions.assertThatThrownBy(() -> trusting(empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ca-file")
                .hasMessageContaining("expected: PEM certificates");
    }
}
