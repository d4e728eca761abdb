package dev.parley.router.http;

import dev.parley.proto.dialect.A2aVersion;
import dev.parley.router.egress.EgressConfig;
import dev.parley.router.egress.EnvoyReply;
import dev.parley.router.wire.WireTap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContextBuilder;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * Sends JSON to agents over kept connections: HTTP/1.1, or HTTP/2 where an https agent offers it; where there is an Envoy, all to its
 * unix socket in plain HTTP/1.1. Redirects are not followed, and nothing that an agent may have seen is sent twice. Safe for concurrent
 * use.
 */
@Singleton
public final class AgentHttpClient implements AutoCloseable {
    /** What an answer may be. */
    public enum Accept {
        JSON("application/json"),
        EVENT_STREAM("text/event-stream");

        private final String header;

        Accept(String header) {
            this.header = header;
        }
    }

    /** What is the same in the headers of all requests of a kind. */
    private record Kind(Accept accept, A2aVersion version, boolean hasBody) {}

    private record Clients(HttpClient plain, HttpClient secure) {}

    private static final byte[] NO_BODY = {};

    private final Optional<Path> envoy;
    private final Duration connectTimeout;
    private final LoopResources loops;
    private final ConnectionProvider connections;
    private final Map<Kind, Clients> clients = new HashMap<>();

    public AgentHttpClient(HttpConfig config, TrustConfig trust, EgressConfig egress) {
        this.envoy = egress.envoy();
        this.connectTimeout = config.connectTimeout();
        this.loops = LoopResources.create("agent-http", config.eventLoops(), true);
        this.connections = ConnectionProvider.builder("agents")
                .maxConnections(config.maxConnectionsPerAddress())
                .pendingAcquireTimeout(config.connectTimeout())
                .maxIdleTime(config.maxIdle())
                .evictInBackground(config.maxIdle())
                .lifo()
                .build();
        HttpClient plain = base(config);
        HttpClient secure = secured(plain, Trust.factory(trust.caFile()));
        for (Accept accept : Accept.values()) {
            for (A2aVersion version : A2aVersion.values()) {
                for (boolean hasBody : new boolean[] {true, false}) {
                    Kind kind = new Kind(accept, version, hasBody);
                    clients.put(kind, clients(plain, secure, kind));
                }
            }
        }
    }

    /**
     * Begins the exchange and returns at once.
     *
     * @param more headers of this request alone
     */
    public HttpExchange post(
            AgentAddress target, byte[] body, Accept accept, A2aVersion version, Map<String, String> more) {
        Mono<ByteBuf> content = Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body));
        HttpClient client = client(target, new Kind(accept, version, true), more);
        WireTap tap = WireTap.current();
        tap.sent("POST " + target.uri() + said(accept, version), body);
        // an address with a host would go before the socket
        HttpClient.RequestSender to = envoy.isPresent()
                ? client.post().uri(target.path())
                : client.post().uri(target.uri());
        return begin(target, to.send(content), tap);
    }

    /** The same without a body. */
    public HttpExchange get(AgentAddress target, Accept accept, A2aVersion version, Map<String, String> more) {
        HttpClient client = client(target, new Kind(accept, version, false), more);
        WireTap tap = WireTap.current();
        tap.sent("GET " + target.uri() + said(accept, version), NO_BODY);
        HttpClient.ResponseReceiver<?> from = envoy.isPresent()
                ? client.get().uri(target.path())
                : client.get().uri(target.uri());
        return begin(target, from, tap);
    }

    private HttpClient client(AgentAddress target, Kind kind, Map<String, String> more) {
        Clients of = Objects.requireNonNull(clients.get(kind));
        if (envoy.isPresent()) {
            return of.plain().headers(headers -> {
                more.forEach(headers::set);
                headers.set("host", target.authority()).set(EnvoyReply.CLUSTER, target.cluster());
            });
        }
        HttpClient usual = "https".equalsIgnoreCase(target.uri().getScheme()) ? of.secure() : of.plain();
        return more.isEmpty() ? usual : usual.headers(headers -> more.forEach(headers::set));
    }

    private static String said(Accept accept, A2aVersion version) {
        return "\naccept: " + accept.header + "\na2a-version: " + version.number() + "\n";
    }

    private HttpExchange begin(AgentAddress target, HttpClient.ResponseReceiver<?> request, WireTap tap) {
        HttpExchange exchange = new HttpExchange(new FailureWords(target.uri(), connectTimeout, envoy), tap);
        if (envoy.isPresent()) {
            Answers.throughEnvoy(request, exchange);
        } else {
            Answers.direct(request, exchange);
        }
        return exchange;
    }

    private HttpClient base(HttpConfig config) {
        HttpClient client = HttpClient.create(connections);
        return envoy.map(socket -> client.remoteAddress(() -> new DomainSocketAddress(socket.toString())))
                .orElse(client)
                .runOn(loops)
                .protocol(HttpProtocol.HTTP11)
                .followRedirect(false)
                // a retry after a reset could reach the agent twice: task-svc alone decides to send again
                .disableRetry(true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(config.connectTimeout().toMillis()))
                .doOnRequest((request, connection) ->
                        request.currentContextView().get(HttpExchange.class).requestGoesOut());
    }

    private HttpClient secured(HttpClient plain, TrustManagerFactory trust) {
        GenericSslContextSpec<SslContextBuilder> tls =
                Http2SslContextSpec.forClient().configure(builder -> builder.trustManager(trust));
        return plain.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                .secure(spec -> spec.sslContext(tls).handshakeTimeout(connectTimeout));
    }

    private static Clients clients(HttpClient plain, HttpClient secure, Kind kind) {
        return new Clients(
                plain.headers(headers -> fixedHeaders(headers, kind)),
                secure.headers(headers -> fixedHeaders(headers, kind)));
    }

    private static void fixedHeaders(HttpHeaders headers, Kind kind) {
        headers.set("accept", kind.accept().header).set("user-agent", "parley-router");
        if (kind.hasBody()) {
            headers.set("content-type", "application/json");
        }
        if (kind.version() == A2aVersion.V1_0) {
            // earlier versions have no such header, and their callers send none
            headers.set("a2a-version", kind.version().number());
        }
    }

    @Override
    @PreDestroy
    public void close() {
        connections.disposeLater().block(Duration.ofSeconds(5));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(5));
    }
}
