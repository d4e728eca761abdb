package dev.parley.router.outbound.grpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.router.egress.EgressConfig;
import dev.parley.router.http.HttpConfig;
import dev.parley.router.http.Trust;
import dev.parley.router.http.TrustConfig;
import dev.parley.router.outbound.CallTarget;
import dev.parley.router.outbound.OutboundConfig;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Channels to agents, one for each host and port, straight or through Envoy. Safe for concurrent use. */
final class GrpcChannels implements AutoCloseable {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * @param host without the brackets of an IPv6 address
     * @param cluster what Envoy knows it by; not used without one
     */
    private record Place(String host, int port, boolean secure, String cluster) {
        static Place of(CallTarget target) {
            URI address = target.address();
            boolean secure = "https".equalsIgnoreCase(address.getScheme());
            int port = address.getPort() >= 0 ? address.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
            return new Place(address.getHost().replaceAll("[\\[\\]]", ""), port, secure, target.cluster());
        }

        String authority() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    private final GrpcConfig config;
    private final int maxMessageBytes;
    private final Duration connectTimeout;
    private final Optional<EnvoySocket> toEnvoy;
    private final ChannelCredentials plain = InsecureChannelCredentials.create();
    private final ChannelCredentials secure;
    private final Cache<Place, ManagedChannel> channels;

    GrpcChannels(GrpcConfig config, HttpConfig http, OutboundConfig outbound, TrustConfig trust, EgressConfig egress) {
        this.toEnvoy = egress.envoy().map(EnvoySocket::new);
        this.config = config;
        this.maxMessageBytes = outbound.maxAnswerBytes();
        this.connectTimeout = http.connectTimeout();
        this.secure = TlsChannelCredentials.newBuilder()
                .trustManager(Trust.factory(trust.caFile()).getTrustManagers())
                .build();
        this.channels = Caffeine.newBuilder()
                .maximumSize(config.maxChannels())
                .<Place, ManagedChannel>evictionListener((place, channel, cause) -> {
                    if (channel != null) {
                        channel.shutdown();
                    }
                })
                .build();
    }

    /** Whether an answer may be Envoy's own. */
    boolean areThroughEnvoy() {
        return toEnvoy.isPresent();
    }

    ManagedChannel to(CallTarget target) {
        return channels.get(Place.of(target), this::open);
    }

    /**
     * Gives up a channel that could not connect: the next call makes a new one and tries at once, where this one would refuse calls
     * until its back-off is over. Calls that run on it go on.
     */
    void giveUp(CallTarget target, ManagedChannel channel) {
        channels.asMap().remove(Place.of(target), channel);
        channel.shutdown();
    }

    private ManagedChannel open(Place place) {
        return builder(place)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()))
                // what arrives is put into a queue, which may happen on the transport's own threads
                .directExecutor()
                .maxInboundMessageSize(maxMessageBytes)
                .idleTimeout(config.maxIdle().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(config.keepAliveTime().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(config.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .disableServiceConfigLookUp()
                .userAgent("parley-router")
                .build();
    }

    // through Envoy too each place has a connection of its own: one that many shared would wait for the slowest reader
    private NettyChannelBuilder builder(Place place) {
        return toEnvoy.map(envoy -> envoy.builder(place.authority(), place.cluster()))
                .orElseGet(() ->
                        NettyChannelBuilder.forAddress(place.host(), place.port(), place.secure() ? secure : plain));
    }

    @Override
    public void close() {
        channels.asMap().values().forEach(ManagedChannel::shutdownNow);
        toEnvoy.ifPresent(EnvoySocket::close);
    }
}
