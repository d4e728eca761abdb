package dev.parley.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * SendMessage as bytes: JSON-RPC 1.0, one text part of thirty bytes, a fresh messageId each time. Used by the one event
 * loop of the generator only.
 */
public final class SendMessageRequests {
    private final String head;
    private final String run;
    private long sent;

    public SendMessageRequests(URI url, String run) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        this.head = "POST " + path + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                + "\r\nContent-Type: application/json\r\nA2A-Version: 1.0\r\nContent-Length: ";
        this.run = run;
    }

    public ByteBuf next(ByteBufAllocator allocator) {
        long number = ++sent;
        String body = "{\"jsonrpc\":\"2.0\",\"id\":" + number
                + ",\"method\":\"SendMessage\",\"params\":{\"message\":{\"messageId\":\"" + run + "-" + number
                + "\",\"role\":\"ROLE_USER\",\"parts\":[{\"text\":\"thirty bytes of text, no more.\"}]}}}";
        byte[] bytes = (head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
        return allocator.buffer(bytes.length).writeBytes(bytes);
    }
}
