package dev.parley.bench.overload;

import dev.parley.bench.load.SendMessageRequests;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages at a fixed rate, whatever becomes of them, over at most {@value #MOST_CONNECTIONS} connections that stay open: what is due
 * while all are busy waits, and its waiting counts. Callers here do not come back. One thread.
 */
final class PacedLoad implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 2_000;
    /**
     * How long the sender sleeps until it looks again what is due and what was answered: woken by each answer, it would take
     * as much of the CPUs that it shares with the mesh as a message does.
     */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int MAX_ANSWER_BYTES = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final ByteBuf completed =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("TASK_STATE_COMPLETED", StandardCharsets.US_ASCII));
    private final URI url;
    private final LongSupplier nanoClock;
    private final Bootstrap bootstrap;
    // all of the event loop's
    private final Deque<Connection> free = new ArrayDeque<>();
    private final Deque<Long> waiting = new ArrayDeque<>();
    private int open;
    private int underWay;
    private Phase phase = new Phase("none");
    private SendMessageRequests requests;

    PacedLoad(URI url, LongSupplier nanoClock) {
        this.url = url;
        this.nanoClock = nanoClock;
        this.requests = new SendMessageRequests(url, "none");
        this.bootstrap = new Bootstrap()
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
                                        new Connection());
                    }
                });
    }

    /**
     * Puts the sender before everything else on this machine, as a caller on one of its own would be.
     *
     * @return why not; empty when it is
     */
    String takePriority() throws InterruptedException {
        return loop.next().submit(RealTime::ofThisThread).sync().getNow();
    }

    /**
     * Sends for {@code length}, then waits for the last answers, 30 s at most.
     *
     * @param run part of the message ids, so that no two runs share one
     */
    Phase run(String name, double perSecond, Duration length, String run) throws InterruptedException {
        Phase now = new Phase(name);
        var done = new CountDownLatch(1);
        long start = nanoClock.getAsLong();
        loop.next().execute(() -> {
            phase = now;
            requests = new SendMessageRequests(url, run);
            tick(start, perSecond, length.toNanos(), done);
        });
        if (!done.await(length.plus(PATIENCE).plusSeconds(10).toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(url + " left calls unanswered for " + PATIENCE.toSeconds() + " s");
        }
        now.seconds = length.toNanos() / 1e9;
        return now;
    }

    private void tick(long start, double perSecond, long length, CountDownLatch done) {
        long now = nanoClock.getAsLong() - start;
        int dueByNow = (int) (Math.min(now, length) / 1e9 * perSecond);
        while (phase.offered < dueByNow) {
            phase.offered++;
            send(start + (long) (phase.offered / perSecond * 1e9));
        }
        if (now < length || (underWay + waiting.size() > 0 && now < length + PATIENCE.toNanos())) {
            LockSupport.parkNanos(TICK_NANOS);
            // not execute(): the loop does all that is to be executed before it looks at its connections
            loop.next().schedule(() -> tick(start, perSecond, length, done), 1, TimeUnit.MICROSECONDS);
            return;
        }
        for (int i = underWay + waiting.size(); i > 0; i--) {
            phase.other("no answer within " + PATIENCE.toSeconds() + " s");
        }
        waiting.clear();
        done.countDown();
    }

    private void send(long due) {
        Connection connection = free.pollLast();
        if (connection != null) {
            connection.send(due);
            return;
        }
        waiting.add(due);
        if (open < MOST_CONNECTIONS) {
            open++;
            bootstrap.connect(url.getHost(), url.getPort()).addListener(connected -> {
                if (!connected.isSuccess()) {
                    open--;
                    if (waiting.pollFirst() != null) {
                        phase.other("not connected: " + connected.cause());
                    }
                }
            });
        }
    }

    /** One call at a time. */
    private final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {
        private @Nullable ChannelHandlerContext context;
        private long due;
        private boolean busy;

        @Override
        public void channelActive(ChannelHandlerContext connection) {
            context = connection;
            next();
        }

        private void next() {
            Long first = waiting.pollFirst();
            if (first == null) {
                free.add(this);
            } else {
                send(first);
            }
        }

        void send(long dueAt) {
            due = dueAt;
            phase.late(nanoClock.getAsLong() - dueAt);
            busy = true;
            underWay++;
            ChannelHandlerContext to = Objects.requireNonNull(context);
            to.writeAndFlush(requests.next(to.alloc()), to.voidPromise());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext connection, FullHttpResponse answer) {
            long nanos = nanoClock.getAsLong() - due;
            busy = false;
            underWay--;
            int status = answer.status().code();
            if (status == 200 && ByteBufUtil.indexOf(completed, answer.content()) >= 0) {
                phase.accepted(nanos);
            } else if (status == 503 || status == 429) {
                phase.refused(nanos, answer.headers().contains("Retry-After"));
            } else {
                phase.other(answer.status() + " " + answer.content().toString(StandardCharsets.UTF_8));
            }
            next();
        }

        @Override
        public void channelInactive(ChannelHandlerContext connection) {
            open--;
            free.remove(this);
            if (busy) {
                underWay--;
                phase.other("connection closed before the answer");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
            connection.close();
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
