package dev.parley.edge;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection over which a test writes and reads bytes as it likes. */
final class RawConnection implements AutoCloseable {
    private final Socket socket;

    RawConnection(int port) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(8 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
    }

    RawConnection write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Writes a request line and headers, and the empty line behind them. */
    RawConnection head(String... lines) throws IOException {
        return write(String.join("\r\n", lines) + "\r\n\r\n");
    }

    /** Posts a whole request. */
    RawConnection post(String path, String json, String... headerLines) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nA2A-Version: 1.0\r\nContent-Length: " + body.length + "\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        write(head.append("\r\n").toString());
        socket.getOutputStream().write(body);
        return this;
    }

    /** Reads until {@code text} has come, or the connection ends; returns everything read. */
    String readUntil(String text) throws IOException {
        StringBuilder read = new StringBuilder();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4096];
        while (read.indexOf(text) < 0) {
            int count = in.read(buffer);
            if (count < 0) {
                break;
            }
            read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
        return read.toString();
    }

    /** Closes with a reset, as a killed client does. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
