package dev.parley.edge.listener;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.connection.Connections;
import dev.parley.edge.connection.Listener;
import io.micronaut.context.BeanContext;
import io.micronaut.http.server.netty.NettyEmbeddedServer;
import io.micronaut.http.server.netty.NettyEmbeddedServerFactory;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration.NettyListenerConfiguration;
import io.micronaut.web.router.Router;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens HTTP listeners beside the public one: the same routes, filters and limits, everything for one agent. */
@Singleton
final class HttpListeners {
    private final EdgeConfig config;
    private final BeanContext context;
    private final NettyEmbeddedServerFactory factory;
    private final NettyEmbeddedServer main;
    private final Router router;
    private final Connections connections;
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

    HttpListeners(
            EdgeConfig config,
            BeanContext context,
            NettyEmbeddedServerFactory factory,
            NettyEmbeddedServer main,
            Router router,
            Connections connections) {
        this.config = config;
        this.context = context;
        this.factory = factory;
        this.main = main;
        this.router = router;
        this.connections = connections;
    }

    /**
     * @param port 0: any that is free
     * @throws IOException when the port cannot be had
     */
    Listener open(int port, String agentId) throws IOException {
        requireFree(port);
        // a bean of its own, so that every setting of the public server counts here too
        NettyHttpServerConfiguration settings = context.createBean(NettyHttpServerConfiguration.class);
        settings.setListeners(List.of(NettyListenerConfiguration.createTcp(config.host(), port, false, null, null)));
        NettyEmbeddedServer server = factory.build(settings);
        server.register(connections.of(agentId));
        Channels channels = new Channels();
        server.register(channels);
        try {
            server.start();
        } catch (RuntimeException e) {
            throw new IOException(e.getMessage(), e);
        }
        Opened opened = new Opened(server, server.getPort(), channels);
        ports.add(opened.port());
        applyPorts();
        return opened;
    }

    /** The server would log an error for a port that is taken; to us it is an answer. */
    private void requireFree(int port) throws IOException {
        if (port != 0) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(config.host(), port));
            }
        }
    }

    /** Routes without a port of their own are served on these and nowhere else. */
    private synchronized void applyPorts() {
        List<Integer> all = new ArrayList<>(ports);
        main.getBoundPorts().stream()
                .filter(port -> port != config.managementPort())
                .forEach(all::add);
        router.applyDefaultPorts(all);
    }

    /** The channels of one server. */
    private static final class Channels implements NettyServerCustomizer {
        private final ChannelGroup listening = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            (role == ChannelRole.LISTENER ? listening : connections).add(channel);
            return this;
        }
    }

    private final class Opened implements Listener {
        private final NettyEmbeddedServer server;
        private final int port;
        private final Channels channels;

        Opened(NettyEmbeddedServer server, int port, Channels channels) {
            this.server = server;
            this.port = port;
            this.channels = channels;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public void drain() {
            // waited for: the port is free when this returns
            channels.listening.close().awaitUninterruptibly();
            server.shutdownGracefully();
        }

        @Override
        public boolean stop(Duration atMost) {
            drain();
            boolean drained = channels.connections.newCloseFuture().awaitUninterruptibly(atMost.toMillis());
            server.stopServerOnly();
            channels.connections.close();
            ports.remove(port);
            applyPorts();
            return drained;
        }
    }
}
