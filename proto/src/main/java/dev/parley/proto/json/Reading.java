package dev.parley.proto.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Message;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One document on its way in: the parser, how deep we are, and what was wrong so far. Not for concurrent use. */
final class Reading {
    /**
     * How deep messages may nest. Protobuf's binary parsers give up at 100, ours and other people's; one level of JSON
     * inside a Struct takes three levels of messages. What passes here must still be readable after it was wrapped into
     * the journal's and the internal services' own messages, so some levels are kept free for those.
     */
    static final int MAX_DEPTH = 90;

    static final int MAX_VIOLATIONS = 100;

    private final JsonParser parser;
    private final String prefix;
    private final Completeness completeness;
    private final @Nullable JsonStreamContext root;
    private final List<Violation> violations = new ArrayList<>(0);
    private int depth;

    /**
     * @param prefix the path of the value the parser stands on
     * @param completeness which members that the specification calls REQUIRED must be there
     */
    Reading(JsonParser parser, String prefix, Completeness completeness) {
        this.parser = parser;
        this.prefix = prefix;
        this.completeness = completeness;
        this.root = contextOfValue();
    }

    JsonParser parser() {
        return parser;
    }

    Completeness completeness() {
        return completeness;
    }

    /** Goes one message deeper. False when that is too deep: then the value is skipped, and the fault noted. */
    boolean enter() throws IOException {
        if (depth >= MAX_DEPTH) {
            violation("nested too deep (expected: at most " + MAX_DEPTH + " messages; a JSON object counts as three)");
            parser.skipChildren();
            return false;
        }
        depth++;
        return true;
    }

    void leave() {
        depth--;
    }

    /** Notes that the value the parser stands on is wrong, and skips it. */
    void refuse(String expected) throws IOException {
        violation(ValueText.of(parser) + " (expected: " + expected + ")");
        parser.skipChildren();
    }

    /** Notes a fault of the value the parser stands on. */
    void violation(String description) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(new Violation(path(), description));
        }
    }

    /** Notes a member that the object whose end the parser stands on should have. */
    void missing(FieldType field) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(
                    new Violation(JsonPath.member(path(), field.jsonName().getValue()), RequiredFields.missing(field)));
        }
    }

    /**
     * What was read, if nothing was wrong with it.
     *
     * @param message null when a fault left nothing to return
     * @throws A2aException INVALID_PARAMS with every violation
     */
    Message result(@Nullable Message message) {
        if (message != null) {
            for (Violation found : completeness.missing(message, prefix)) {
                if (violations.stream().noneMatch(known -> known.path().equals(found.path()))) {
                    violations.add(found);
                }
            }
        }
        if (message == null || !violations.isEmpty()) {
            throw invalid(violations);
        }
        return message;
    }

    private static A2aException invalid(List<Violation> violations) {
        String more = violations.size() > 1 ? " (and " + (violations.size() - 1) + " more)" : "";
        return new A2aException(A2aErrorCode.INVALID_PARAMS, violations.getFirst() + more, violations);
    }

    @SuppressWarnings("ReferenceEquality") // the parser's own context object ends the walk, not an equal one
    private String path() {
        List<JsonStreamContext> steps = new ArrayList<>();
        for (JsonStreamContext at = contextOfValue(); at != null && at != root; at = at.getParent()) {
            steps.add(at);
        }
        String path = prefix;
        for (JsonStreamContext step : steps.reversed()) {
            if (step.inObject()) {
                path = JsonPath.member(path, String.valueOf(step.getCurrentName()));
            } else if (step.inArray()) {
                path = path + "[" + step.getCurrentIndex() + "]";
            }
        }
        return path;
    }

    /**
     * The object or array that holds the value the parser stands on; on a start or end token that is one further up.
     */
    private @Nullable JsonStreamContext contextOfValue() {
        JsonStreamContext context = parser.getParsingContext();
        JsonToken token = parser.currentToken();
        return token != null && token.isStructStart() ? context.getParent() : context;
    }
}
