package dev.parley.cli.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.function.Function;

/** Reads server-sent events on a thread of its own and hands them on as frames. */
final class SseReader implements Runnable {
    private final Http.Open answer;
    private final Documents documents;
    private final Function<JsonNode, Frame> unwrap;
    private final EventStream stream;
    private final StringBuilder data = new StringBuilder();

    /** Where the JSON of an event may stand. */
    enum Documents {
        /** In one {@code data:} line, as 1.0 has it. */
        IN_ONE_LINE,
        /** In all {@code data:} lines up to an empty one, which 0.3 does not forbid. */
        OVER_LINES
    }

    private SseReader(Http.Open answer, Documents documents, Function<JsonNode, Frame> unwrap, EventStream stream) {
        this.answer = answer;
        this.documents = documents;
        this.unwrap = unwrap;
        this.stream = stream;
    }

    /** @param unwrap what a document behind {@code data:} is in that binding */
    static EventStream start(Http.Open answer, Documents documents, Function<JsonNode, Frame> unwrap) {
        InputStream body = answer.response().body();
        EventStream stream = EventStream.open(() -> Http.hangUp(body));
        Thread.ofVirtual().name("events").start(new SseReader(answer, documents, unwrap, stream));
        return stream;
    }

    @Override
    public void run() {
        try (Reader in =
                new BufferedReader(new InputStreamReader(answer.response().body(), UTF_8))) {
            Lines lines = new Lines(in);
            for (String line = lines.next(); line != null; line = lines.next()) {
                answer.exchange().answered(line);
                if (!take(line)) {
                    return;
                }
            }
            if (!take("")) {
                return;
            }
            stream.offer(new Frame.Ended(), 0);
        } catch (IOException e) {
            stream.offer(new Frame.Broken(String.valueOf(e.getMessage())), 0);
        }
    }

    /** False when nothing more is wanted. */
    private boolean take(String line) throws IOException {
        if (line.startsWith("data:")) {
            data.append(data.isEmpty() ? "" : "\n").append(line.substring(5).strip());
        }
        if (data.length() > Lines.MAX_LINE) {
            throw new IOException("an event longer than " + Lines.MAX_LINE + " characters");
        }
        boolean whole = line.isEmpty() || documents == Documents.IN_ONE_LINE;
        if (data.isEmpty() || !whole) {
            return true;
        }
        String document = data.toString();
        data.setLength(0);
        return stream.offer(frame(document), document.length());
    }

    private Frame frame(String document) {
        return HttpReply.parse(document)
                .map(unwrap)
                .orElseGet(() -> new Frame.Malformed("a data: line that is not one JSON document: " + document));
    }
}
