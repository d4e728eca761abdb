package dev.parley.edge.wire;

import dev.parley.kit.wire.Redaction;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Copies what goes over one connection into its exchanges; sits at the codec, before anybody changes anything. For one event loop. */
public final class HttpWire extends ChannelDuplexHandler {
    private final Exchanges exchanges;
    private final Deque<Exchange> unanswered = new ArrayDeque<>();
    private @Nullable Exchange reading;
    private String requestHead = "";
    private BodyCopy requestBody;
    private String responseHead = "";
    private boolean streaming;
    private BodyCopy responseBody;

    public HttpWire(Exchanges exchanges) {
        this.exchanges = exchanges;
        this.requestBody = exchanges.body();
        this.responseBody = exchanges.body();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            Exchange exchange = exchanges.begin();
            reading = exchange;
            unanswered.add(exchange);
            requestHead = request.method() + " " + request.uri() + "\n" + text(request.headers());
            requestBody = exchanges.body();
            request.headers().set(Exchanges.HEADER, exchange.id());
        }
        if (message instanceof HttpContent content) {
            requestBody.append(content.content());
        }
        if (message instanceof LastHttpContent && reading != null) {
            reading.received(requestHead, requestBody);
            reading = null;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            if (response.status().equals(HttpResponseStatus.CONTINUE)) {
                context.write(message, promise);
                return;
            }
            responseHead = response.status() + "\n" + text(response.headers());
            String type = response.headers().get("content-type", "");
            streaming = type.startsWith("text/event-stream");
            responseBody = exchanges.body();
        }
        if (message instanceof HttpContent content) {
            sent(content.content(), message instanceof LastHttpContent);
        }
        context.write(message, promise);
    }

    /** An event of a stream is one record, any other body one in all. */
    private void sent(ByteBuf bytes, boolean last) {
        Exchange exchange = unanswered.peek();
        if (exchange == null) {
            return;
        }
        responseBody.append(bytes);
        boolean something = responseBody.bytes() > 0 || !responseHead.isEmpty();
        if ((streaming || last) && something) {
            exchange.sent(responseHead, responseBody);
            responseHead = "";
            responseBody = exchanges.body();
        }
        if (last) {
            unanswered.poll();
            exchange.close();
        }
    }

    private static String text(HttpHeaders headers) {
        StringBuilder text = new StringBuilder();
        headers.forEach(header -> text.append(header.getKey())
                .append(": ")
                .append(Redaction.ofHeader(header.getKey(), header.getValue()))
                .append('\n'));
        return text.toString();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        unanswered.forEach(Exchange::close);
        unanswered.clear();
        context.fireChannelInactive();
    }
}
