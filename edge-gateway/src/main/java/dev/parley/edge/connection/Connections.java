package dev.parley.edge.connection;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.overload.Doors;
import dev.parley.edge.wire.Exchanges;
import dev.parley.edge.wire.HttpWire;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts a {@link ConnectionHandler} and a door into every connection and counts them: {@code a2a_active_connections}. */
@Singleton
public final class Connections implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final EdgeConfig config;
    private final UndeliveredAnswers undelivered;
    private final NamedByHost named;
    private final Exchanges exchanges;
    private final Doors doors;
    private final MeterRegistry meters;
    private final Gauge gauge;
    private final AtomicInteger open = new AtomicInteger();

    Connections(
            EdgeConfig config,
            UndeliveredAnswers undelivered,
            NamedByHost named,
            Exchanges exchanges,
            Doors doors,
            MeterRegistry meters) {
        this.config = config;
        this.undelivered = undelivered;
        this.named = named;
        this.exchanges = exchanges;
        this.doors = doors;
        this.meters = meters;
        this.gauge = Gauge.builder("a2a.active.connections", open, AtomicInteger::get)
                .description("Connections of callers that are open now")
                .register(meters);
    }

    /** The registry is the process's and outlives this edge. */
    @PreDestroy
    void stop() {
        meters.remove(gauge);
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        registry.register(of(""));
        return registry;
    }

    /**
     * For every server of the edge.
     *
     * @param agentId the only agent that the server is for; empty: paths name it
     */
    public NettyServerCustomizer of(String agentId) {
        return new NettyServerCustomizer() {
            @Override
            public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
                return role == ChannelRole.CONNECTION ? new OneConnection(channel, agentId) : this;
            }
        };
    }

    /** Counts a connection that came by another server than this one's. */
    public void opened() {
        open.incrementAndGet();
    }

    /** Undoes {@link #opened}. */
    public void closed() {
        open.decrementAndGet();
    }

    private final class OneConnection implements NettyServerCustomizer {
        private final Channel channel;
        private final String agentId;

        OneConnection(Channel channel, String agentId) {
            this.channel = channel;
            this.agentId = agentId;
        }

        @Override
        public void onStreamPipelineBuilt() {
            opened();
            channel.closeFuture().addListener(closed -> closed());
            Connection connection = Connection.open(channel, undelivered);
            channel.pipeline()
                    .addAfter(
                            ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
                            "parley-connection",
                            new ConnectionHandler(connection, agentId, named, config))
                    .addAfter("parley-connection", "parley-door", doors.open());
            if (exchanges.isOn()) {
                channel.pipeline()
                        .addAfter(
                                ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
                                "parley-wire",
                                new HttpWire(exchanges));
            }
        }
    }
}
