package dev.parley.mesh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Asks a service's management server: one short request a connection. */
final class ManagementClient {
    private static final int MOST_BYTES = 1 << 20;

    /** @param status of HTTP */
    record Answer(int status, String body) {}

    private ManagementClient() {}

    /** @throws IOException when it does not answer in time, or not in HTTP */
    static Answer get(Path socket, String path, Duration within, InstantSource clock) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: service\r\nConnection: close\r\n\r\n";
        try (Selector selector = Selector.open();
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return parse(readAll(channel, selector, clock.instant().plus(within), clock));
        }
    }

    private static String readAll(SocketChannel channel, Selector selector, Instant end, InstantSource clock)
            throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
        while (all.size() <= MOST_BYTES) {
            long left = Duration.between(clock.instant(), end).toMillis();
            if (left <= 0) {
                throw new IOException("no answer in time");
            }
            selector.select(left);
            int read = channel.read(buffer);
            if (read < 0) {
                return all.toString(UTF_8);
            }
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        throw new IOException("more than " + MOST_BYTES + " bytes");
    }

    private static Answer parse(String text) throws IOException {
        int body = text.indexOf("\r\n\r\n");
        if (!text.startsWith("HTTP/1.1 ") || body < 0 || !text.substring(9, 12).matches("[1-5][0-9]{2}")) {
            throw new IOException("no answer in HTTP/1.1");
        }
        return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(body + 4));
    }
}
