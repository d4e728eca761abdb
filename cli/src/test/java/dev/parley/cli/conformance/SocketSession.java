package dev.parley.cli.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.SpecError;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** One WebSocket's calls and streams at an agent under test. */
final class SocketSession {
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonRpcSpeech speech;
    private final Nature nature;
    private final Map<String, String> handshake;
    private final Map<String, EventLog> logs;
    private final Consumer<String> out;
    private final Set<String> streams = ConcurrentHashMap.newKeySet();

    SocketSession(
            AgentCore core,
            Nature nature,
            Map<String, String> handshake,
            Map<String, EventLog> logs,
            Consumer<String> out) {
        this.speech = new JsonRpcSpeech(core);
        this.nature = nature;
        this.handshake = handshake;
        this.logs = logs;
        this.out = out;
    }

    void take(String message) {
        String taken = nature.socket().in().apply(message);
        JsonNode request = parse(taken);
        String id = request.path("id").toString();
        if (request.path("cancelStream").asBoolean()) {
            if (streams.remove(id)) {
                say(end(request));
            }
        } else if (streams.contains(id)) {
            say(JsonRpcSpeech.error(request.path("id"), new AgentFault(SpecError.INVALID_REQUEST, "id in use")));
        } else if (!taken.isEmpty()) {
            Thread.ofVirtual().start(() -> serve(taken, request, id));
        }
    }

    private static JsonNode parse(String message) {
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static ObjectNode end(JsonNode request) {
        ObjectNode end = JSON.createObjectNode().put("jsonrpc", "2.0");
        end.set("id", request.path("id"));
        return end.put("streamEnd", true);
    }

    private void say(ObjectNode frame) {
        out.accept(nature.socket().out().apply(frame.toString()));
    }

    private void serve(String message, JsonNode request, String id) {
        Map<String, String> parameters = new HashMap<>(handshake);
        request.path("serviceParameters")
                .properties()
                .forEach(one -> parameters.put(
                        one.getKey().toLowerCase(Locale.ROOT), one.getValue().asText()));
        switch (speech.answer(message, parameters)) {
            case JsonRpcSpeech.Answer.Whole whole -> say(whole(request, whole.response()));
            case JsonRpcSpeech.Answer.Stream stream -> {
                streams.add(id);
                String after = parameters.getOrDefault("last-event-id", "");
                EventLog log = after.isEmpty()
                        ? begin(stream)
                        : logs.getOrDefault(request.path("params").path("id").asText(), new EventLog());
                write(request, id, stream, log, after.isEmpty() ? 0 : Integer.parseInt(after));
            }
        }
    }

    /** An error in place of a stream is its end as well. */
    private static ObjectNode whole(JsonNode request, ObjectNode response) {
        boolean stream = request.path("method").asText().matches("SendStreamingMessage|SubscribeToTask");
        return stream ? response.put("streamEnd", true) : response;
    }

    private EventLog begin(JsonRpcSpeech.Answer.Stream stream) {
        EventLog log = new EventLog();
        Thread.ofVirtual().start(() -> {
            try {
                int number = 0;
                for (Optional<ObjectNode> event = stream.events().take();
                        event.isPresent();
                        event = stream.events().take()) {
                    for (ObjectNode spoiled : nature.events().spoil(number++, event.get())) {
                        logs.putIfAbsent(spoiled.path("task").path("id").asText(), log);
                        log.add(spoiled);
                    }
                }
                log.end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return log;
    }

    private void write(JsonNode request, String id, JsonRpcSpeech.Answer.Stream stream, EventLog log, int from) {
        try {
            int number = from;
            for (Optional<ObjectNode> event = log.at(number); event.isPresent(); event = log.at(number)) {
                if (!streams.contains(id)) {
                    return;
                }
                number++;
                say(stream.wrap().apply(event.get()).put("eventId", Integer.toString(number)));
            }
            if (streams.remove(id)) {
                say(end(request));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
