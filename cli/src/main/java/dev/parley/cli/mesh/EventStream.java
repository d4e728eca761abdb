package dev.parley.cli.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Optional;
import java.util.OptionalLong;

/** A stream of server-sent events as they arrive. For one thread. */
public final class EventStream implements AutoCloseable {
    private final BufferedReader lines;
    private final A2aMethod method;

    EventStream(InputStream body, A2aMethod method) {
        this.lines = new BufferedReader(new InputStreamReader(body, UTF_8));
        this.method = method;
    }

    /** An event and its number, which a resumed stream goes on after. */
    public record Event(OptionalLong sequence, StreamResponse payload) {}

    /**
     * Waits for the next event; empty when the stream has ended in good order.
     *
     * @throws IOException when the connection breaks
     * @throws dev.parley.cli.output.CliException when the mesh ends it with an error
     */
    public Optional<Event> next() throws IOException {
        StringBuilder data = new StringBuilder();
        OptionalLong sequence = OptionalLong.empty();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && !data.isEmpty()) {
                StreamResponse payload =
                        (StreamResponse) MeshClient.result(200, data.toString().getBytes(UTF_8), method);
                return Optional.of(new Event(sequence, payload));
            }
            if (line.startsWith("data:")) {
                data.append(data.isEmpty() ? "" : "\n").append(value(line));
            } else if (line.startsWith("id:")) {
                sequence = number(value(line));
            }
        }
        return Optional.empty();
    }

    private static String value(String line) {
        String value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** Drops the connection, in the middle of an event if need be. */
    @Override
    public void close() throws IOException {
        lines.close();
    }
}
