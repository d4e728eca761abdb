package dev.parley.standalone.square;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** JSON-RPC over WebSocket, a connection for each call. */
final class WebSocketCarrier implements JsonRpcCaller.Carrier {
    private static final String STREAM_END = "\"streamEnd\":true";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI mesh;
    private final String version;

    /** @param version of A2A, for the handshake; empty for none */
    WebSocketCarrier(URI mesh, String version) {
        this.mesh = mesh;
        this.version = version;
    }

    @Override
    public byte[] call(String agentId, byte[] request) throws Exception {
        Frames frames = new Frames();
        WebSocket socket = send(agentId, request, frames);
        try {
            return frames.next().getBytes(UTF_8);
        } finally {
            socket.abort();
        }
    }

    /** The frame that only ends the stream is no event. */
    @Override
    public List<byte[]> stream(String agentId, byte[] request) throws Exception {
        Frames frames = new Frames();
        WebSocket socket = send(agentId, request, frames);
        try {
            List<byte[]> events = new ArrayList<>();
            String frame = frames.next();
            while (!frame.contains(STREAM_END)) {
                events.add(frame.getBytes(UTF_8));
                frame = frames.next();
            }
            if (frame.contains("\"error\"")) {
                events.add(frame.getBytes(UTF_8));
            }
            return events;
        } finally {
            socket.abort();
        }
    }

    private WebSocket send(String agentId, byte[] request, Frames frames) throws Exception {
        URI at = URI.create("ws://" + mesh.getAuthority() + "/agents/" + agentId + "/");
        WebSocket.Builder builder = http.newWebSocketBuilder();
        WebSocket socket = (version.isEmpty() ? builder : builder.header("A2A-Version", version))
                .buildAsync(at, frames)
                .get(Http.LONGEST_CALL.toSeconds(), TimeUnit.SECONDS);
        socket.sendText(new String(request, UTF_8), true).get(Http.LONGEST_CALL.toSeconds(), TimeUnit.SECONDS);
        return socket;
    }

    private static final class Frames implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final BlockingQueue<String> whole = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                whole.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        String next() throws InterruptedException, TimeoutException {
            String frame = whole.poll(Http.LONGEST_CALL.toSeconds(), TimeUnit.SECONDS);
            if (frame == null) {
                throw new TimeoutException("no frame within " + Http.LONGEST_CALL);
            }
            return frame;
        }
    }
}
