package dev.parley.proto.jsonrpc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Message;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.json.Completeness;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request envelope. Its members come in any order, so nothing is judged before the end: the answer to wrong
 * params needs the id that may stand behind them. Used once.
 */
final class RequestReader {
    /** The id in answers to requests whose id could not be read. */
    static final String NO_ID = "null";

    /** An id comes back in every event of a stream, so its length is bounded. */
    static final int MAX_ID_BYTES = 1024;

    private static final String VERSION = "2.0";
    private static final String PARAMS = "$.params";
    private static final int MAX_QUOTED = 60;

    private final byte[] body;
    private final JsonParser parser;
    private final Completeness completeness;
    private boolean skipsParams;

    private String idToken = NO_ID;
    private @Nullable String idFault;
    private @Nullable String version;
    private @Nullable String methodName;
    private @Nullable WireMethod method;
    private @Nullable Message params;
    private @Nullable A2aException paramsError;
    // where params begin and end in the body, when they came before the method
    private int paramsStart = -1;
    private int paramsEnd = -1;
    private final EnvelopeContext context = new EnvelopeContext();

    RequestReader(byte[] body, JsonParser parser, Completeness completeness) {
        this.body = body;
        this.parser = parser;
        this.completeness = completeness;
    }

    /** @throws A2aException when there is no telling which request this is */
    JsonRpcRequest read() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new A2aException(A2aErrorCode.PARSE_ERROR, "Malformed JSON: nothing (expected: a JSON-RPC request)");
        }
        if (first != JsonToken.START_OBJECT) {
            parser.skipChildren();
            requireEnd();
            String what = first == JsonToken.START_ARRAY ? "an array; A2A has no batches" : "no object";
            throw invalidRequest("$", what + " (expected: one JSON-RPC request object)");
        }
        readMembers();
        requireEnd();
        try {
            return judge();
        } catch (A2aException e) {
            throw new JsonRpcException(idToken, e, method);
        }
    }

    /** What can be said without its params; empty for what {@link #read} would refuse for its envelope. */
    Optional<RequestHead> head() throws IOException {
        skipsParams = true;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return Optional.empty();
        }
        readMembers();
        requireEnd();
        WireMethod known = method;
        return known == null || !VERSION.equals(version) || idFault != null || idToken.equals(NO_ID)
                ? Optional.empty()
                : Optional.of(new RequestHead(idToken, known));
    }

    private void readMembers() throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            readMember(name);
        }
    }

    private void requireEnd() throws IOException {
        if (parser.nextToken() != null) {
            throw new A2aException(
                    A2aErrorCode.PARSE_ERROR,
                    "Malformed JSON: more after the end of the request (expected: one request)");
        }
    }

    private void readMember(String name) throws IOException {
        switch (name) {
            case "jsonrpc" -> {
                version = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
                parser.skipChildren();
            }
            case "id" -> readId();
            case "method" -> {
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    methodName = parser.getText();
                    method = WireMethod.of(methodName).orElse(null);
                }
                parser.skipChildren();
            }
            case "params" -> readParams();
            default -> {
                if (!context.read(name, parser)) {
                    parser.skipChildren();
                }
            }
        }
    }

    private void readId() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            idToken = parser.getText(); // as it stands in the source: 1.0 stays 1.0
        } else if (token == JsonToken.VALUE_STRING) {
            parser.finishToken();
            int start = (int) parser.currentTokenLocation().getByteOffset();
            int end = (int) parser.currentLocation().getByteOffset();
            if (end - start <= MAX_ID_BYTES) {
                idToken = new String(body, start, end - start, StandardCharsets.UTF_8);
            } else {
                idFault = "a string of " + (end - start) + " bytes";
            }
        } else {
            idFault = switch (token) {
                case START_OBJECT -> "an object";
                case START_ARRAY -> "an array";
                case null, default -> parser.getText();
            };
            parser.skipChildren();
        }
    }

    private void readParams() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (skipsParams) {
            parser.skipChildren();
        } else if (method != null) {
            readParams(parser, method);
        } else {
            paramsStart = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            paramsEnd = (int) parser.currentLocation().getByteOffset();
        }
    }

    private void readParams(JsonParser at, WireMethod known) throws IOException {
        try {
            params = Dialects.request(known, ProtoJson.readComplete(at, known.params(), PARAMS, completeness), PARAMS);
        } catch (A2aException e) {
            paramsError = e;
        }
    }

    private JsonRpcRequest judge() throws IOException {
        if (!VERSION.equals(version) && (version != null || completeness == Completeness.STRICT)) {
            throw invalidRequest("$.jsonrpc", "missing or another version (expected: \"" + VERSION + "\")");
        }
        if (idFault != null && !(idFault.equals(NO_ID) && method != null && method.isOfV01())) {
            throw invalidId(idFault);
        }
        if (methodName == null) {
            throw invalidRequest("$.method", "missing or no string (expected: the name of a method)");
        }
        WireMethod known = method;
        if (known == null) {
            throw unknownMethod(methodName);
        }
        if (paramsStart >= 0) {
            try (JsonParser again = ProtoJson.factory().createParser(body, paramsStart, paramsEnd - paramsStart)) {
                again.nextToken();
                readParams(again, known);
            }
        }
        if (paramsError != null) {
            throw paramsError;
        }
        Message request = params == null ? emptyParams(known) : params;
        // last of all: the public kit of 0.3 sends what is wrong in another way without an id, and expects to be told
        // of that
        if (idToken.equals(NO_ID) && idFault == null) {
            throw invalidId("missing");
        }
        // nobody else may have the id null, so the method is meant as 0.1 has it
        return new JsonRpcRequest(
                idToken, request, idFault == null ? known : known.inV01().orElse(known), context.headers());
    }

    private Message emptyParams(WireMethod method) {
        List<Violation> missing = completeness.missing(method.params(), PARAMS);
        if (!missing.isEmpty()) {
            throw new A2aException(
                    A2aErrorCode.INVALID_PARAMS, missing.getFirst().toString(), missing);
        }
        return Dialects.request(method, method.params(), PARAMS);
    }

    private static A2aException invalidId(String fault) {
        return invalidRequest("$.id", fault + " (expected: a string or number of at most " + MAX_ID_BYTES + " bytes)");
    }

    private static A2aException invalidRequest(String path, String description) {
        return new A2aException(
                A2aErrorCode.INVALID_REQUEST, path + ": " + description, List.of(new Violation(path, description)));
    }

    private static A2aException unknownMethod(String name) {
        String shown = name.length() > MAX_QUOTED ? name.substring(0, MAX_QUOTED) + "…" : name;
        String known =
                Arrays.stream(A2aMethod.values()).map(A2aMethod::wireName).collect(Collectors.joining(", "));
        return new A2aException(
                A2aErrorCode.METHOD_NOT_FOUND, "Method \"" + shown + "\" (expected: one of " + known + ")");
    }
}
