package dev.parley.cli.conformance.wire;

import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Puts the text messages of a WebSocket together and hands them on, one at a time. */
final class SocketFrames implements WebSocket.Listener {
    private static final int MAX_MESSAGE = 16 * 1024 * 1024;

    private final Taker taker;
    private final StringBuilder message = new StringBuilder();

    /** Who is told of what comes. */
    interface Taker {
        void text(String message);

        /** Nothing more comes: the other side closed with that code, or {@code -1} for a broken connection. */
        void ended(int code, String why);
    }

    SocketFrames(Taker taker) {
        this.taker = taker;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        if (message.length() + data.length() > MAX_MESSAGE) {
            taker.ended(-1, "a message longer than " + MAX_MESSAGE + " characters");
            socket.abort();
            return null;
        }
        message.append(data);
        if (last) {
            taker.text(message.toString());
            message.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        taker.ended(code, "closed with " + code + (reason.isEmpty() ? "" : ", " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        taker.ended(-1, "broken: " + error);
    }
}
