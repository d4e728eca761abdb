package dev.parley.cli.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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

    /** @param unwrap what a document behind {@code data:} is in that binding, {@link Frame.Event#raw} left open */
    static EventStream start(Http.Open answer, Documents documents, Function<JsonNode, Frame> unwrap) {
        InputStream body = answer.response().body();
        EventStream stream = EventStream.open(() -> {
            try {
                body.close();
            } catch (IOException e) {
                // it is gone, which is what was wanted
            }
        });
        Thread.ofVirtual().name("events").start(new SseReader(answer, documents, unwrap, stream));
        return stream;
    }

    @Override
    public void run() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(answer.response().body(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answer.exchange().answered(line);
                if (!take(line)) {
                    return;
                }
            }
            if (!take("")) {
                return;
            }
            stream.offer(new Frame.Ended());
        } catch (IOException e) {
            stream.offer(new Frame.Broken(String.valueOf(e.getMessage())));
        }
    }

    /** False when the reader is too far behind. */
    private boolean take(String line) {
        if (line.startsWith("data:")) {
            data.append(data.isEmpty() ? "" : "\n").append(line.substring(5).strip());
        }
        boolean whole = line.isEmpty() || documents == Documents.IN_ONE_LINE;
        if (data.isEmpty() || !whole) {
            return true;
        }
        String document = data.toString();
        data.setLength(0);
        return stream.offer(frame(document));
    }

    private Frame frame(String document) {
        return HttpReply.parse(document.getBytes(UTF_8))
                .map(json -> switch (unwrap.apply(json)) {
                    case Frame.Event event -> new Frame.Event(event.body(), document);
                    case Frame other -> other;
                })
                .orElseGet(() -> new Frame.Malformed("a data: line that is not one JSON document: " + document));
    }
}
