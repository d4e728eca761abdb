package dev.parley.bench.agent;

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

/**
 * An A2A 1.0 agent on bare Netty that answers every message at once with a completed Task: SendMessage with one JSON body,
 * SendStreamingMessage with one event. It keeps no tasks, so nothing else works. The cheapest agent there can be.
 *
 * <p>Arguments: the port (0 takes a free one). Prints {@code http://127.0.0.1:PORT/} and runs until its standard input ends.
 */
public final class InstantAgent {
    private InstantAgent() {}

    public static void main(String[] args) throws Exception {
        var loops = new MultiThreadIoEventLoopGroup(
                2, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20), new InstantAnswer());
                    }
                })
                .bind("127.0.0.1", args.length > 0 ? Integer.parseInt(args[0]) : 0)
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
