package dev.parley.router.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContextBuilder;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.TrustManagerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * Posts JSON to agents over kept connections: HTTP/1.1, or HTTP/2 where an https agent offers it. Redirects are not
 * followed and nothing is sent twice. Safe for concurrent use.
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

    private record Clients(HttpClient plain, HttpClient secure) {}

    private final Duration connectTimeout;
    private final LoopResources loops;
    private final ConnectionProvider connections;
    private final Clients json;
    private final Clients eventStream;

    public AgentHttpClient(HttpConfig config, TrustConfig trust) {
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
        this.json = clients(plain, secure, Accept.JSON);
        this.eventStream = clients(plain, secure, Accept.EVENT_STREAM);
    }

    /** Begins the exchange and returns at once. */
    public HttpExchange post(URI target, byte[] body, Accept accept) {
        HttpExchange exchange = new HttpExchange(new FailureWords(target, connectTimeout));
        Clients clients = accept == Accept.JSON ? json : eventStream;
        HttpClient client = "https".equalsIgnoreCase(target.getScheme()) ? clients.secure() : clients.plain();
        Mono<ByteBuf> content = Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body));
        client.post()
                .uri(target)
                .send(content)
                .response((response, received) -> {
                    exchange.headArrived(response);
                    return received;
                })
                .subscribe(exchange.feed());
        return exchange;
    }

    private HttpClient base(HttpConfig config) {
        return HttpClient.create(connections)
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

    private static Clients clients(HttpClient plain, HttpClient secure, Accept accept) {
        return new Clients(
                plain.headers(headers -> fixedHeaders(headers, accept)),
                secure.headers(headers -> fixedHeaders(headers, accept)));
    }

    private static void fixedHeaders(HttpHeaders headers, Accept accept) {
        headers.set("content-type", "application/json")
                .set("accept", accept.header)
                .set("a2a-version", "1.0")
                .set("user-agent", "parley-router");
    }

    @Override
    @PreDestroy
    public void close() {
        connections.disposeLater().block(Duration.ofSeconds(5));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(5));
    }
}
