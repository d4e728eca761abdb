package dev.parley.bench.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One connection of the instant agent: its card for GET, a completed Task for POST. */
final class InstantAnswer extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final JsonFactory json = new JsonFactory();

    /** What the agent needs of a request. {@code id} is the JSON token as it came. */
    private record Call(String id, String method, String text) {}

    @Override
    protected void channelRead0(ChannelHandlerContext connection, FullHttpRequest request) throws IOException {
        if (request.method().equals(HttpMethod.GET)) {
            respond(
                    connection,
                    "application/json",
                    card(connection, request.headers().get(HttpHeaderNames.HOST)));
            return;
        }
        Call call = read(request.content());
        if (call.method().equals("SendStreamingMessage")) {
            ByteBuf event = connection.alloc().buffer(512);
            event.writeCharSequence("data: ", StandardCharsets.US_ASCII);
            answer(event, call);
            event.writeCharSequence("\n\n", StandardCharsets.US_ASCII);
            respond(connection, "text/event-stream", event);
        } else {
            ByteBuf body = connection.alloc().buffer(512);
            answer(body, call);
            respond(connection, "application/json", body);
        }
    }

    private Call read(ByteBuf body) throws IOException {
        String id = "null";
        String method = "";
        String text = "";
        try (JsonParser parser = json.createParser((InputStream) new ByteBufInputStream(body))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (!token.isScalarValue()) {
                    continue;
                }
                boolean top = parser.getParsingContext().getParent() != null
                        && parser.getParsingContext().getParent().inRoot();
                String name = parser.currentName();
                if (top && "id".equals(name)) {
                    id = token == JsonToken.VALUE_STRING ? "\"" + parser.getText() + "\"" : parser.getText();
                } else if (top && "method".equals(name)) {
                    method = parser.getText();
                } else if ("text".equals(name)) {
                    text = parser.getText();
                }
            }
        }
        return new Call(id, method, text);
    }

    private void answer(ByteBuf out, Call call) throws IOException {
        var random = ThreadLocalRandom.current();
        try (JsonGenerator json = this.json.createGenerator((OutputStream) new ByteBufOutputStream(out))) {
            json.writeStartObject();
            json.writeStringField("jsonrpc", "2.0");
            json.writeFieldName("id");
            json.writeRawValue(call.id());
            json.writeObjectFieldStart("result");
            json.writeObjectFieldStart("task");
            json.writeStringField("id", new UUID(random.nextLong(), random.nextLong()).toString());
            json.writeStringField("contextId", new UUID(random.nextLong(), random.nextLong()).toString());
            json.writeObjectFieldStart("status");
            json.writeStringField("state", "TASK_STATE_COMPLETED");
            json.writeEndObject();
            json.writeArrayFieldStart("artifacts");
            json.writeStartObject();
            json.writeStringField("artifactId", "a");
            json.writeArrayFieldStart("parts");
            json.writeStartObject();
            json.writeStringField("text", "echo: " + call.text());
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
        }
    }

    private static ByteBuf card(ChannelHandlerContext connection, @Nullable String host) {
        String card = """
                {"name":"instant","description":"Answers at once, for measuring","version":"1.0.0",
                 "supportedInterfaces":[{"url":"http://%s/","protocolBinding":"JSONRPC","protocolVersion":"1.0"}],
                 "capabilities":{"streaming":true},
                 "defaultInputModes":["text/plain"],"defaultOutputModes":["text/plain"],
                 "skills":[{"id":"instant","name":"instant","description":"Answers at once","tags":["bench"]}]}
                """.formatted(host == null ? "127.0.0.1" : host);
        ByteBuf body = connection.alloc().buffer(card.length());
        body.writeCharSequence(card, StandardCharsets.US_ASCII);
        return body;
    }

    private static void respond(ChannelHandlerContext connection, String type, ByteBuf body) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        connection.writeAndFlush(response, connection.voidPromise());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
        connection.close();
    }
}
