package dev.parley.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** One connection: sends, waits for the answer, checks it, sends again until the time is over. */
final class OneAtATime extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final ByteBuf completed =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("TASK_STATE_COMPLETED", StandardCharsets.US_ASCII));
    private final Tally tally;
    private final SendMessageRequests requests;
    private final LongSupplier nanoClock;
    private long sentAt;
    private boolean waiting;

    OneAtATime(Tally tally, SendMessageRequests requests, LongSupplier nanoClock) {
        this.tally = tally;
        this.requests = requests;
        this.nanoClock = nanoClock;
    }

    @Override
    public void channelActive(ChannelHandlerContext connection) {
        send(connection);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext connection, FullHttpResponse answer) {
        long now = nanoClock.getAsLong();
        boolean good = answer.status().code() == 200 && ByteBufUtil.indexOf(completed, answer.content()) >= 0;
        tally.answered(
                now - sentAt,
                good,
                good ? "" : answer.status() + " " + answer.content().toString(StandardCharsets.UTF_8));
        waiting = false;
        if (tally.over(now)) {
            connection.close();
        } else {
            send(connection);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        tally.finished(!waiting && tally.over(nanoClock.getAsLong()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
        connection.close();
    }

    private void send(ChannelHandlerContext connection) {
        waiting = true;
        sentAt = nanoClock.getAsLong();
        connection.writeAndFlush(requests.next(connection.alloc()), connection.voidPromise());
    }
}
