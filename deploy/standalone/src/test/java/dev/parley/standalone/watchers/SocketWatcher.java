package dev.parley.standalone.watchers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** A watcher on a socket of its own, as bare as can be: thousands of them fit into one process. */
final class SocketWatcher implements AutoCloseable {
    private static final int SMALL_BUFFER = 4 * 1024;
    private static final int TEXT = 1;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Socket socket = new Socket();
    private final Crowd crowd;
    private boolean begun;

    private SocketWatcher(URI mesh, Crowd crowd) throws IOException {
        this.crowd = crowd;
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.connect(new InetSocketAddress(mesh.getHost(), mesh.getPort()));
    }

    private static String subscription(String task) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"SubscribeToTask\",\"params\":{\"id\":\"" + task + "\"}}";
    }

    /** Over server-sent events; it reads only once it is told to. */
    static SocketWatcher sse(URI mesh, String path, String task, Crowd crowd) throws IOException {
        SocketWatcher watcher = new SocketWatcher(mesh, crowd);
        String body = subscription(task);
        watcher.write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "A2A-Version: 1.0\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(US_ASCII));
        return watcher;
    }

    /** Over WebSocket; it reads only once it is told to. */
    static SocketWatcher webSocket(URI mesh, String path, String task, Crowd crowd) throws IOException {
        SocketWatcher watcher = new SocketWatcher(mesh, crowd);
        watcher.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nA2A-Version: 1.0\r\n\r\n")
                .getBytes(US_ASCII));
        DataInputStream in = new DataInputStream(watcher.socket.getInputStream());
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException(head.toString());
        }
        watcher.frame(TEXT, subscription(task).getBytes(US_ASCII));
        return watcher;
    }

    private void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Masked with zeros, which leaves the payload as it is. */
    private void frame(int opcode, byte[] payload) throws IOException {
        boolean isLong = payload.length > 125;
        byte[] frame = new byte[(isLong ? 8 : 6) + payload.length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | (isLong ? 126 : payload.length));
        if (isLong) {
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(payload, 0, frame, frame.length - payload.length, payload.length);
        write(frame);
    }

    /** Reads to the end, on a thread of its own. */
    SocketWatcher readSse() {
        return reading(() -> {
            var in = new java.io.BufferedReader(
                    new java.io.InputStreamReader(socket.getInputStream(), ISO_8859_1), 1024);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("data: ")) {
                    event();
                }
            }
        });
    }

    /** Reads to the end, on a thread of its own. */
    SocketWatcher readWebSocket() {
        return reading(() -> {
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1024));
            while (true) {
                int opcode = in.readUnsignedByte() & 0xf;
                int length = in.readUnsignedByte();
                length = length == 127 ? (int) in.readLong() : length == 126 ? in.readUnsignedShort() : length;
                byte[] payload = in.readNBytes(length);
                if (opcode == PING) {
                    frame(PONG, payload);
                } else if (new String(payload, ISO_8859_1).contains("\"streamEnd\":true")) {
                    return;
                } else {
                    event();
                }
            }
        });
    }

    private void event() {
        crowd.event(!begun);
        begun = true;
    }

    private interface Reading {
        void run() throws IOException;
    }

    private SocketWatcher reading(Reading reading) {
        Thread.startVirtualThread(() -> {
            try {
                reading.run();
                crowd.end();
            } catch (IOException e) {
                crowd.failed(e);
            }
        });
        return this;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
