package dev.parley.examples.kit;

import com.sun.net.httpserver.HttpExchange;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.a2a.v1.TaskState;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Writes a watch as server-sent events, one JSON-RPC answer each; a caller that leaves ends the stream and nothing else. */
final class EventStream {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END_OF_EVENT = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpExchange exchange;
    private final String idToken;
    private final End end;
    private final Duration heartbeat;

    EventStream(HttpExchange exchange, String idToken, End end, Duration heartbeat) {
        this.exchange = exchange;
        this.idToken = idToken;
        this.end = end;
        this.heartbeat = heartbeat;
    }

    /** What closes the stream. */
    enum End {
        /** A terminal state, or one that waits for the caller: the answer to a send. */
        OF_TURN {
            @Override
            boolean isAt(TaskState state) {
                return !States.isActive(state);
            }
        },
        /** Only a terminal state: a subscription stays for what follows an answer. */
        OF_TASK {
            @Override
            boolean isAt(TaskState state) {
                return States.isTerminal(state);
            }
        };

        abstract boolean isAt(TaskState state);
    }

    /** Writes until the end, or until the caller has left. */
    void write(LiveTask.Watch watch) throws InterruptedException {
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            writeEvent(
                    out, StreamResponse.newBuilder().setTask(watch.snapshot()).build());
            out.flush();
            boolean ended = false;
            while (!ended) {
                ended = writeBatch(out, watch.events().next(heartbeat));
                out.flush();
            }
            out.close();
        } catch (IOException callerLeft) {
            // its task goes on; it may come back with SubscribeToTask
        }
    }

    private boolean writeBatch(OutputStream out, List<StreamResponse> events) throws IOException {
        if (events.isEmpty()) {
            out.write(HEARTBEAT);
            return false;
        }
        for (StreamResponse event : events) {
            writeEvent(out, event);
            if (event.hasStatusUpdate()
                    && end.isAt(event.getStatusUpdate().getStatus().getState())) {
                return true;
            }
        }
        return false;
    }

    private void writeEvent(OutputStream out, StreamResponse event) throws IOException {
        out.write(DATA);
        out.write(JsonRpcReplies.result(idToken, event));
        out.write(END_OF_EVENT);
    }
}
