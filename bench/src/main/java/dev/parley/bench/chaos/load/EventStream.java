package dev.parley.bench.chaos.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Server-sent events of one call. Read by one thread; may be closed by another, which breaks it. */
public final class EventStream implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final InputStream body;
    private final BufferedReader lines;
    private final Consumer<EventStream> closed;
    private volatile long lastByteNanos = System.nanoTime();

    EventStream(InputStream body, Consumer<EventStream> closed) {
        this.body = body;
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        this.closed = closed;
    }

    /** What came: an event, or the error with which the mesh ended the stream. */
    public record Next(StreamEvent event, String error) {}

    /**
     * The next event; empty at the stream's end.
     *
     * @throws IOException when it broke
     */
    public Optional<Next> next() throws IOException {
        long number = Watch.NO_NUMBER;
        StringBuilder data = new StringBuilder();
        for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
            lastByteNanos = System.nanoTime();
            if (line.isEmpty() && !data.isEmpty()) {
                JsonNode reply = JSON.readTree(data.toString());
                String error = reply.has("error")
                        ? reply.path("error").path("code").asInt() + " "
                                + reply.path("error").path("message").asText()
                        : "";
                return Optional.of(new Next(new StreamEvent(number, reply.path("result")), error));
            }
            if (line.startsWith("id:")) {
                number = Long.parseLong(line.substring("id:".length()).strip());
            } else if (line.startsWith("data:")) {
                data.append(line, "data:".length(), line.length());
            }
        }
        return Optional.empty();
    }

    long lastByteNanos() {
        return lastByteNanos;
    }

    @Override
    public void close() {
        closed.accept(this);
        try {
            body.close();
        } catch (IOException e) {
            // it is given up anyway
        }
    }
}
