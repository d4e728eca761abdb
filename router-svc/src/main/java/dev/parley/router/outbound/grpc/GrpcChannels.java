package dev.parley.router.outbound.grpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.router.http.HttpConfig;
import dev.parley.router.http.Trust;
import dev.parley.router.http.TrustConfig;
import dev.parley.router.outbound.OutboundConfig;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Channels to agents, one for each host and port. Safe for concurrent use. */
final class GrpcChannels implements AutoCloseable {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** @param host without the brackets of an IPv6 address */
    private record Place(String host, int port, boolean secure) {
        static Place of(URI address) {
            boolean secure = "https".equalsIgnoreCase(address.getScheme());
            int port = address.getPort() >= 0 ? address.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
            return new Place(address.getHost().replaceAll("[\\[\\]]", ""), port, secure);
        }
    }

    private final GrpcConfig config;
    private final int maxMessageBytes;
    private final Duration connectTimeout;
    private final ChannelCredentials plain = InsecureChannelCredentials.create();
    private final ChannelCredentials secure;
    private final Cache<Place, ManagedChannel> channels;

    GrpcChannels(GrpcConfig config, HttpConfig http, OutboundConfig outbound, TrustConfig trust) {
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

    ManagedChannel to(URI address) {
        return channels.get(Place.of(address), this::open);
    }

    /**
     * Gives up a channel that could not connect: the next call makes a new one and tries at once, where this one would refuse calls
     * until its back-off is over. Calls that run on it go on.
     */
    void giveUp(URI address, ManagedChannel channel) {
        channels.asMap().remove(Place.of(address), channel);
        channel.shutdown();
    }

    private ManagedChannel open(Place place) {
        return NettyChannelBuilder.forAddress(place.host(), place.port(), place.secure() ? secure : plain)
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

    @Override
    public void close() {
        channels.asMap().values().forEach(ManagedChannel::shutdownNow);
    }
}
