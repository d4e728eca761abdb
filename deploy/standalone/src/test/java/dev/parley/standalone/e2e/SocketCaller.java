package dev.parley.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A caller over WebSocket that knows websocket-binding.md and nothing else of ours. */
public final class SocketCaller implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final JsonMapper json = new JsonMapper();
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;

    /** @param version of A2A, for the handshake; empty for none */
    public SocketCaller(URI mesh, String path, String version) {
        URI target = URI.create("ws" + mesh.resolve(path).toString().substring("http".length()));
        WebSocket.Builder builder = http.newWebSocketBuilder();
        socket = (version.isEmpty() ? builder : builder.header("A2A-Version", version))
                .buildAsync(target, new Listener())
                .join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                frames.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            closed.complete(status);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.complete(-1);
        }
    }

    /** @param more members beside the request's own, each with a comma before it */
    void call(int id, String method, String params, String more) {
        send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + more + "}");
    }

    void cancelStream(int id) {
        send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"cancelStream\":true}");
    }

    public void send(String frame) {
        socket.sendText(frame, true).join();
    }

    JsonNode next() throws InterruptedException, IOException {
        return json.readTree(nextFrame());
    }

    public String nextFrame() throws InterruptedException {
        String frame = frames.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no frame within " + PATIENCE);
        }
        return frame;
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
        http.close();
    }
}
