package dev.parley.bench.chaos.agent;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Server-sent events as the answer to one call. Used by its connection's event loop only. */
final class EventWriter {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ChannelHandlerContext connection;
    private final String id;

    private EventWriter(ChannelHandlerContext connection, String id) {
        this.connection = connection;
        this.id = id;
    }

    /** Sends the head. */
    static EventWriter begin(ChannelHandlerContext connection, String id) {
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
                .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        connection.write(head, connection.voidPromise());
        return new EventWriter(connection, id);
    }

    boolean isOpen() {
        return connection.channel().isActive();
    }

    void write(StreamResponse event) {
        byte[] json = JsonRpcReplies.result(id, event);
        ByteBuf frame = connection.alloc().buffer(DATA.length + json.length + END.length);
        frame.writeBytes(DATA).writeBytes(json).writeBytes(END);
        connection.writeAndFlush(new DefaultHttpContent(frame), connection.voidPromise());
    }

    void end() {
        connection.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, connection.voidPromise());
    }

    /** Without a word. */
    void drop() {
        connection.close();
    }

    void later(Runnable next, long millis) {
        connection.executor().schedule(next, Math.max(0, millis), TimeUnit.MILLISECONDS);
    }
}
