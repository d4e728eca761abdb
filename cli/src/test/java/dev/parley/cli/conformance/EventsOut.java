package dev.parley.cli.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;

/** Server-sent events on their way out, spoiled as the agent's nature has it. */
final class EventsOut {
    private EventsOut() {}

    static void write(
            HttpExchange exchange,
            BlockingQueue<Optional<ObjectNode>> events,
            Nature nature,
            Function<ObjectNode, String> wrap)
            throws IOException {
        Nature.Answer head = nature.http()
                .spoil("stream", new Nature.Answer(200, "text/event-stream", java.util.Map.of(), "data: "));
        exchange.getResponseHeaders().set("Content-Type", head.type());
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            int number = 0;
            for (Optional<ObjectNode> event = events.take(); event.isPresent(); event = events.take()) {
                for (ObjectNode spoiled : nature.events().spoil(number++, event.get())) {
                    Nature.Answer line = nature.http().spoil("event", head.body(wrap.apply(spoiled)));
                    out.write((head.body() + line.body() + "\n\n").getBytes(UTF_8));
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
