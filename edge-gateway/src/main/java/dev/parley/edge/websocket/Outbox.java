package dev.parley.edge.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames that wait until the connection takes them. They are encoded only then: what waits for a slow reader holds no bytes
 * of its own. Used on the event loop only.
 */
final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /** Told whether the last of some frames reached the socket. */
    interface Settled {
        void settled(boolean written);
    }

    private record Waiting(Supplier<List<byte[]>> texts, Settled settled) {}

    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean lost;

    void add(Supplier<List<byte[]>> texts, Settled settled) {
        if (lost) {
            settled.settled(false);
        } else {
            waiting.add(new Waiting(texts, settled));
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Writes as much as the connection takes. */
    void drain(ChannelHandlerContext context) {
        boolean wrote = false;
        while (context.channel().isWritable() && !waiting.isEmpty()) {
            wrote |= write(context, waiting.remove());
        }
        if (wrote) {
            context.flush();
        }
    }

    private static boolean write(ChannelHandlerContext context, Waiting next) {
        List<byte[]> texts;
        try {
            texts = next.texts().get();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a frame could not be written as JSON");
            next.settled().settled(false);
            return false;
        }
        for (byte[] text : texts.subList(0, texts.size() - 1)) {
            context.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(text)));
        }
        context.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(texts.getLast())))
                .addListener(written -> next.settled().settled(written.isSuccess()));
        return true;
    }

    /** The connection is gone: nothing that waits will be written. */
    void lost() {
        lost = true;
        while (!waiting.isEmpty()) {
            waiting.remove().settled().settled(false);
        }
    }
}
