package dev.parley.edge.connection;

import dev.parley.edge.EdgeConfig;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration.NettyListenerConfiguration;
import jakarta.inject.Singleton;
import java.util.List;

/** In place of the listeners on ports: one on a unix socket, behind a sidecar. */
@Requires(property = "parley.edge.socket")
@Singleton
final class SocketListener implements BeanCreatedEventListener<NettyHttpServerConfiguration> {
    private final EdgeConfig config;

    SocketListener(EdgeConfig config) {
        this.config = config;
    }

    @Override
    public NettyHttpServerConfiguration onCreated(BeanCreatedEvent<NettyHttpServerConfiguration> event) {
        NettyListenerConfiguration listener = new NettyListenerConfiguration("socket");
        listener.setFamily(NettyListenerConfiguration.Family.UNIX);
        listener.setPath(config.socket());
        event.getBean().setListeners(List.of(listener));
        return event.getBean();
    }
}
