package dev.parley.edge;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A caller over WebSocket: the JDK's client, which answers pings by itself. */
final class SocketClient implements AutoCloseable {
    final AtomicInteger pings = new AtomicInteger();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;

    /** @param headers names and values of the handshake */
    SocketClient(EdgeFixture edge, String path, String... headers) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        try {
            socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + edge.port + path), new Listener())
                    .join();
        } catch (CompletionException e) {
            http.close();
            throw e;
        }
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
        public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
            pings.incrementAndGet();
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
            closed.completeExceptionally(error);
        }
    }

    SocketClient send(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    /** Sends a request in two frames. */
    SocketClient sendInParts(String text) {
        socket.sendText(text.substring(0, text.length() / 2), false).join();
        return send(text.substring(text.length() / 2));
    }

    SocketClient sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    /** A JSON-RPC request. */
    SocketClient call(String id, String method, String params) {
        return send(request(id, method, params, ""));
    }

    /** @param parameters the members of {@code serviceParameters} */
    SocketClient call(String id, String method, String params, String parameters) {
        return send(request(id, method, params, ",\"serviceParameters\":{" + parameters + "}"));
    }

    static String request(String id, String method, String params, String more) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + more + "}";
    }

    /** The next text frame. */
    String next() throws InterruptedException {
        String frame = frames.poll(10, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("No frame within 10 s; closed: " + closed);
        }
        return frame;
    }

    boolean hasNothing() {
        return frames.isEmpty();
    }

    /** The status with which the server closed. */
    int closeStatus() throws Exception {
        return closed.get(10, TimeUnit.SECONDS);
    }

    /** Breaks the connection, as a killed client does. */
    void abort() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
        http.close();
    }
}
