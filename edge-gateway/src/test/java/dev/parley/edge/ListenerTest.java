package dev.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import org.junit.jupiter.api.Test;

final class ListenerTest {
    @Test
    void eventLoops_useEpoll() {
        try (EdgeFixture edge = EdgeFixture.start()) {
            var loops =
                    edge.edge.context().getBean(EventLoopGroupRegistry.class).getDefaultEventLoopGroup();
            assertThat(loops).isInstanceOf(MultiThreadIoEventLoopGroup.class);
            assertThat(((MultiThreadIoEventLoopGroup) loops).isIoType(EpollIoHandler.class))
                    .isTrue();
        }
    }
}
