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
    private final Function<JsonNode, Frame> unwrap;
    private final EventStream stream;

    private SseReader(Http.Open answer, Function<JsonNode, Frame> unwrap, EventStream stream) {
        this.answer = answer;
        this.unwrap = unwrap;
        this.stream = stream;
    }

    /** @param unwrap what a document behind {@code data:} is in that binding, {@link Frame.Event#raw} left open */
    static EventStream start(Http.Open answer, Function<JsonNode, Frame> unwrap) {
        InputStream body = answer.response().body();
        EventStream stream = EventStream.open(() -> {
            try {
                body.close();
            } catch (IOException e) {
                // it is gone, which is what was wanted
            }
        });
        Thread.ofVirtual().name("events").start(new SseReader(answer, unwrap, stream));
        return stream;
    }

    @Override
    public void run() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(answer.response().body(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answer.exchange().answered(line);
                // one line must be one document, so nothing is put together over lines
                if (line.startsWith("data:")
                        && !stream.offer(frame(line.substring(5).strip()))) {
                    return;
                }
            }
            stream.offer(new Frame.Ended());
        } catch (IOException e) {
            stream.offer(new Frame.Broken(String.valueOf(e.getMessage())));
        }
    }

    private Frame frame(String data) {
        return HttpReply.parse(data.getBytes(UTF_8))
                .map(json -> switch (unwrap.apply(json)) {
                    case Frame.Event event -> new Frame.Event(event.body(), data);
                    case Frame other -> other;
                })
                .orElseGet(() -> new Frame.Malformed("a data: line that is not one JSON document: " + data));
    }
}
