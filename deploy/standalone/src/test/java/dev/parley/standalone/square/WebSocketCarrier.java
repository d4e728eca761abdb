package dev.parley.standalone.square;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.standalone.e2e.SocketCaller;
import java.net.URI;

/** JSON-RPC over WebSocket, a connection for each call. */
final class WebSocketCarrier implements JsonRpcCaller.Carrier {
    private static final String STREAM_END = "\"streamEnd\":true";

    private final URI mesh;
    private final String version;

    /** @param version of A2A, for the handshake; empty for none */
    WebSocketCarrier(URI mesh, String version) {
        this.mesh = mesh;
        this.version = version;
    }

    @Override
    public byte[] call(String path, byte[] request) throws Exception {
        try (SocketCaller socket = sent(path, request)) {
            return socket.nextFrame().getBytes(UTF_8);
        }
    }

    /** The frame that only ends the stream is no event; one with an error is. */
    @Override
    public void stream(String path, byte[] request, JsonRpcCaller.Documents events) throws Exception {
        try (SocketCaller socket = sent(path, request)) {
            String frame = socket.nextFrame();
            while (!frame.contains(STREAM_END)) {
                events.take(frame.getBytes(UTF_8));
                frame = socket.nextFrame();
            }
            if (frame.contains("\"error\"")) {
                events.take(frame.getBytes(UTF_8));
            }
        }
    }

    private SocketCaller sent(String path, byte[] request) {
        SocketCaller socket = new SocketCaller(mesh, path, version);
        socket.send(new String(request, UTF_8));
        return socket;
    }
}
