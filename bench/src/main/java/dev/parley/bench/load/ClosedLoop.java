package dev.parley.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Sends with a fixed number of connections, each waiting for its answer before it sends again. That is how a saturated
 * machine is measured; latencies under a fixed rate would differ (no correction for coordinated omission). One thread.
 */
public final class ClosedLoop implements AutoCloseable {
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final LongSupplier nanoClock;

    public ClosedLoop(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Runs for {@code length} and then until the last answers are there, at most 30 s more.
     *
     * @param run part of the message ids, so that no two runs share one
     */
    public Outcome run(Target target, int connections, Duration length, String run) throws InterruptedException {
        long start = nanoClock.getAsLong();
        var tally = new Tally(connections, start + length.toNanos());
        var requests = new SendMessageRequests(target.url(), run);
        var bootstrap = new Bootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpResponseDecoder(),
                                        new HttpObjectAggregator(MAX_ANSWER_BYTES),
                                        new OneAtATime(tally, requests, nanoClock));
                    }
                });
        for (int i = 0; i < connections; i++) {
            bootstrap.connect(target.url().getHost(), target.url().getPort()).sync();
        }
        if (!tally.awaitAll(length.plusSeconds(30))) {
            throw new IllegalStateException(target.url() + " left calls unanswered for 30 s");
        }
        return tally.outcome((nanoClock.getAsLong() - start) / 1e9);
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
