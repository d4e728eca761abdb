package dev.parley.edge.websocket;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.edge.calls.CallHeaders;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.JsonRpcException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a text frame of a caller has besides the JSON-RPC request itself.
 *
 * @param idToken the id as it came, a JSON token; null when there is none that an answer could repeat
 * @param cancelsStream the frame ends the stream with that id and is no request
 * @param parameters service parameters of this request only, by lower-case name
 */
record Frame(@Nullable String idToken, boolean cancelsStream, Map<String, String> parameters) {
    // what the dispatcher allows; a longer one is its to refuse
    private static final int MAX_ID_BYTES = 1024;
    private static final String PARAMETERS = "$.serviceParameters";
    private static final Set<String> OVERRIDING = Set.of(
            "a2a-version",
            "a2a-extensions",
            "x-a2a-extensions",
            "last-event-id",
            "idempotency-key",
            "traceparent",
            "tracestate",
            "baggage");

    private static final Frame UNREADABLE = new Frame(null, false, Map.of());

    Frame {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads the members of the envelope and skips the rest. What cannot be read as an object has no id: whoever reads it as
     * a request says what is wrong.
     *
     * @throws JsonRpcException INVALID_REQUEST for wrong members of this binding
     */
    static Frame read(byte[] text) {
        Reader reader = new Reader(text);
        try (JsonParser parser = ProtoJson.parser(text)) {
            return reader.read(parser);
        } catch (IOException | A2aException e) {
            return UNREADABLE;
        }
    }

    /** What came beside this request: its own parameters, else what the connection began with. */
    CallHeaders over(CallHeaders handshake) {
        return name -> {
            String own = parameters.get(name.toLowerCase(Locale.ROOT));
            return own == null ? handshake.all(name) : List.of(own);
        };
    }

    private static final class Reader {
        private final byte[] text;
        private @Nullable String idToken;
        private boolean cancels;
        private final Map<String, String> parameters = new HashMap<>();
        private @Nullable A2aException fault;

        Reader(byte[] text) {
            this.text = text;
        }

        Frame read(JsonParser parser) throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return UNREADABLE;
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "id" -> readId(parser, value);
                    case "cancelStream" -> readCancel(parser, value);
                    case "serviceParameters" -> readParameters(parser, value);
                    default -> parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                return UNREADABLE;
            }
            if (fault != null) {
                throw new JsonRpcException(idToken == null ? "null" : idToken, fault);
            }
            return new Frame(idToken, cancels, parameters);
        }

        private void readId(JsonParser parser, JsonToken value) throws IOException {
            if (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT) {
                idToken = parser.getText();
            } else if (value == JsonToken.VALUE_STRING) {
                parser.finishToken();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                int length = (int) parser.currentLocation().getByteOffset() - start;
                if (length <= MAX_ID_BYTES) {
                    idToken = new String(text, start, length, StandardCharsets.UTF_8);
                }
            } else {
                parser.skipChildren();
            }
        }

        private void readCancel(JsonParser parser, JsonToken value) throws IOException {
            cancels = value == JsonToken.VALUE_TRUE;
            if (!cancels && value != JsonToken.VALUE_FALSE) {
                refuse("$.cancelStream", "no boolean (expected: true, beside the id of a stream)");
            }
            parser.skipChildren();
        }

        private void readParameters(JsonParser parser, JsonToken value) throws IOException {
            if (value != JsonToken.START_OBJECT) {
                refuse(PARAMETERS, "no object (expected: names and values of service parameters)");
                parser.skipChildren();
                return;
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                String known = name.toLowerCase(Locale.ROOT);
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    refuse(PARAMETERS, "a value that is no string (expected: strings only)");
                    parser.skipChildren();
                } else if (OVERRIDING.contains(known) && parameters.put(known, parser.getText()) != null) {
                    refuse(PARAMETERS, known + " twice (expected: each name once, in whatever case)");
                }
            }
        }

        private void refuse(String path, String description) {
            if (fault == null) {
                fault = new A2aException(A2aErrorCode.INVALID_REQUEST, path + ": " + description);
            }
        }
    }
}
