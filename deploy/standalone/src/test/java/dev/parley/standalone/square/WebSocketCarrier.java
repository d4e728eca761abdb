package dev.parley.standalone.square;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.standalone.e2e.SocketCaller;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

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
    public byte[] call(String agentId, byte[] request) throws Exception {
        try (SocketCaller socket = sent(agentId, request)) {
            return socket.nextFrame().getBytes(UTF_8);
        }
    }

    /** The frame that only ends the stream is no event; one with an error is. */
    @Override
    public List<byte[]> stream(String agentId, byte[] request) throws Exception {
        try (SocketCaller socket = sent(agentId, request)) {
            List<byte[]> events = new ArrayList<>();
            String frame = socket.nextFrame();
            while (!frame.contains(STREAM_END)) {
                events.add(frame.getBytes(UTF_8));
                frame = socket.nextFrame();
            }
            if (frame.contains("\"error\"")) {
                events.add(frame.getBytes(UTF_8));
            }
            return events;
        }
    }

    private SocketCaller sent(String agentId, byte[] request) {
        SocketCaller socket = new SocketCaller(mesh, "/agents/" + agentId + "/", version);
        socket.send(new String(request, UTF_8));
        return socket;
    }
}
