package dev.parley.bench.chaos.agent;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * An A2A 1.0 agent over JSON-RPC that does what a message's text says ({@link Script}) and writes down each start before it answers.
 *
 * <p>Arguments: the sort ({@code chaos-keeping}), the port (0 takes a free one), the file of its starts. Prints
 * {@code http://127.0.0.1:PORT/} and runs until its standard input ends.
 */
public final class ChaosAgent {
    private static final int LONGEST_BODY = 1 << 20;

    private ChaosAgent() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            throw new IllegalArgumentException(args.length + " arguments (expected: SORT PORT FILE)");
        }
        AgentSort sort = AgentSort.ofId(args[0]);
        AgentWork work = AgentWork.open(sort, Path.of(args[2]), InstantSource.system());
        var loops = new MultiThreadIoEventLoopGroup(
                1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(LONGEST_BODY),
                                        new AgentConnection(sort, work));
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(args[1]))
                .sync()
                .channel();
        System.out.println("http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort() + "/");
        while (System.in.read() >= 0) {
            // whoever started this process holds the other end; its death is our end
        }
        server.close().sync();
        loops.shutdownGracefully().sync();
    }
}
