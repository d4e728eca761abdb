package dev.parley.envoy.mesh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One request over a unix socket; its answer ends with its connection. */
final class SocketHttp {
    /** @param headers by name in lower case */
    record Answer(int status, Map<String, String> headers, String body) {}

    private SocketHttp() {}

    static Answer get(Path socket, String path, Map<String, String> headers) throws IOException {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nconnection: close\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(request.append("\r\n").toString().getBytes(ISO_8859_1)));
            return parse(readAll(channel));
        }
    }

    private static String readAll(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer.clear()) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
        }
        return all.toString(ISO_8859_1);
    }

    private static Answer parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        Map<String, String> headers = new HashMap<>();
        text.substring(0, end).lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        });
        return new Answer(Integer.parseInt(text.substring(9, 12)), headers, text.substring(end + 4));
    }
}
