package dev.parley.proto.jsonrpc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.SendMessageResponse;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one reply envelope; every fault is an A2aException or an IOException that says what it is. Used once. */
final class ReplyReader {
    private static final int MAX_MESSAGE_LENGTH = 1000;

    private final JsonParser parser;
    private final WireMethod method;
    private final String id;
    private @Nullable Message result;
    private JsonRpcReply.@Nullable Failure failure;

    ReplyReader(JsonParser parser, WireMethod method, String id) {
        this.parser = parser;
        this.method = method;
        this.id = id;
    }

    JsonRpcReply read() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw garbage("no JSON object (expected: a JSON-RPC reply)");
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("error") && token != JsonToken.VALUE_NULL) {
                failure = readFailure();
            } else if (name.equals("result")) {
                result = readResult();
            } else if (name.equals("id") && token != JsonToken.VALUE_NULL) {
                requireOwnId(token);
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw garbage("more after the end of the reply (expected: one reply)");
        }
        if (failure != null) {
            return failure;
        }
        if (result == null) {
            throw garbage("neither result nor error (expected: one of them)");
        }
        return new JsonRpcReply.Result(result);
    }

    private void requireOwnId(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING && parser.getText().equals(id)) {
            return;
        }
        String found =
                token.isScalarValue() ? parser.getText() : token == JsonToken.START_OBJECT ? "an object" : "an array";
        String shown = token == JsonToken.VALUE_STRING ? "\"" + shortened(found) + "\"" : shortened(found);
        throw garbage("$.id: " + shown + " (expected: \"" + id + "\", the request's)");
    }

    private @Nullable Message readResult() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return method.operation().reply() instanceof Empty nothing ? nothing : null;
        }
        Message message = Dialects.readResult(parser, method, "$.result");
        boolean saysNothing = switch (message) {
            case SendMessageResponse reply -> reply.getPayloadCase() == SendMessageResponse.PayloadCase.PAYLOAD_NOT_SET;
            case StreamResponse event -> event.getPayloadCase() == StreamResponse.PayloadCase.PAYLOAD_NOT_SET;
            default -> false;
        };
        if (saysNothing) {
            throw garbage("$.result: an object without task and message (expected: one of "
                    + method.operation().reply().getDescriptorForType().getFields().stream()
                            .map(field -> field.getJsonName())
                            .toList()
                    + ")");
        }
        return message;
    }

    private JsonRpcReply.Failure readFailure() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw garbage("$.error: no object (expected: an object with code and message)");
        }
        int code = A2aErrorCode.INTERNAL_ERROR.jsonRpcCode();
        String message = "";
        String reason = "";
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (name.equals("code") && token == JsonToken.VALUE_NUMBER_INT) {
                code = code(parser);
            } else if (name.equals("message") && token == JsonToken.VALUE_STRING) {
                message = shortened(parser.getText());
            } else if (name.equals("data") && token == JsonToken.START_ARRAY) {
                reason = readReason();
            } else {
                parser.skipChildren();
            }
        }
        return new JsonRpcReply.Failure(code, message, reason);
    }

    private static int code(JsonParser parser) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.INT
                ? parser.getIntValue()
                : A2aErrorCode.INTERNAL_ERROR.jsonRpcCode();
    }

    /** The reason of the first detail that has one. */
    private String readReason() throws IOException {
        String reason = "";
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
                if (text && reason.isEmpty() && name.equals("reason")) {
                    reason = shortened(parser.getText());
                }
                parser.skipChildren();
            }
        }
        return reason;
    }

    private static String shortened(String text) {
        return text.length() <= MAX_MESSAGE_LENGTH ? text : text.substring(0, MAX_MESSAGE_LENGTH) + "…";
    }

    private static A2aException garbage(String why) {
        return new A2aException(A2aErrorCode.INVALID_AGENT_RESPONSE, why);
    }
}
