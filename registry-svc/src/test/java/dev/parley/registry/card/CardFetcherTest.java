package dev.parley.registry.card;

import static dev.parley.registry.RegistryMesh.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.registry.Cards;
import dev.parley.registry.RegistryMesh;
import dev.parley.registry.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardFetcherTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @Test
    void https_isTrustedByTheFileOfCertificates(@TempDir Path folder) throws Exception {
        KeyStore keys = selfSigned(folder.resolve("keys.p12"));
        HttpsServer agent = serve(keys);
        String url = "https://localhost:" + agent.getAddress().getPort();
        Path pem = folder.resolve("ca.pem");
        Files.writeString(
                pem,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getCertificate("agent").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        try (RegistryMesh strict = new RegistryMesh(TestPostgres.newDatabase(), Map.of());
                RegistryMesh trusting = new RegistryMesh(
                        TestPostgres.newDatabase(), Map.of("parley.registry.fetch.ca-file", pem.toString()))) {
            assertThat(error(() -> strict.registerUrl("secure", url)).code()).isEqualTo(A2aErrorCode.AGENT_UNREACHABLE);
            assertThat(trusting.registerUrl("secure", url).getCreated()).isTrue();
        } finally {
            agent.stop(0);
        }
    }

    private static HttpsServer serve(KeyStore keys) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            byte[] card = Cards.named("Secure", "https://localhost:1").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, card.length);
            exchange.getResponseBody().write(card);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static KeyStore selfSigned(Path file) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "agent",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    /** A server that has a card for each version (as the official SDK for JavaScript), and one that wants none stated. */
    @Test
    void card_isAskedForIn10WhereThereIsAChoice() throws Exception {
        for (boolean strict : new boolean[] {false, true}) {
            HttpServer agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            agent.createContext("/", exchange -> {
                String version = exchange.getRequestHeaders().getFirst("A2A-Version");
                byte[] card = ("card of " + version).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(strict && version != null ? 400 : 200, card.length);
                exchange.getResponseBody().write(card);
                exchange.close();
            });
            agent.start();
            CardFetcher fetcher =
                    new CardFetcher(new CardFetchConfig(Duration.ofSeconds(2), Duration.ofSeconds(5), null));
            try {
                Fetched found =
                        fetcher.find("http://127.0.0.1:" + agent.getAddress().getPort());
                assertThat(found).isInstanceOf(Fetched.Card.class);
                assertThat(new String(((Fetched.Card) found).bytes(), StandardCharsets.UTF_8))
                        .isEqualTo(strict ? "card of null" : "card of 1.0");
            } finally {
                fetcher.stop();
                agent.stop(0);
            }
        }
    }

    @Test
    void knock_doesNotWaitForABodyThatNeverEnds() throws Exception {
        try (ServerSocket endless = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerWithoutEnd(endless));
            CardFetcher fetcher =
                    new CardFetcher(new CardFetchConfig(Duration.ofSeconds(2), Duration.ofSeconds(5), null));
            CardFetcher.Answer<String> answer =
                    fetcher.knock("http://127.0.0.1:" + endless.getLocalPort() + "/stream", Duration.ofSeconds(5));
            fetcher.stop();
            assertThat(answer.failure()).isEmpty();
            assertThat(answer.response()).isNotNull();
        }
    }

    private static void answerWithoutEnd(ServerSocket server) {
        try {
            var socket = server.accept();
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
