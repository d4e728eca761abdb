package dev.parley.edge.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.Value;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.json.Completeness;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Refuses what protobuf lets through and the mesh cannot keep: what A2A calls REQUIRED and is not there, and free JSON that
 * is none. The JSON codec refuses the same on the other bindings while it reads.
 */
final class RequestCheck {
    // as deep as the JSON codec reads: behind it the journal wraps the message once more, and readers give up at 100
    private static final int MAX_DEPTH = 90;

    private RequestCheck() {}

    /**
     * @throws A2aException INVALID_PARAMS with every violation
     */
    static void require(Message request, Completeness completeness) {
        List<Violation> violations = new ArrayList<>(completeness.missing(request, "$"));
        if (!isJson(request, 1)) {
            violations.add(new Violation(
                    "$",
                    "free JSON with a number that is not finite, or messages deeper than " + MAX_DEPTH
                            + " levels (expected: neither)"));
        }
        if (!violations.isEmpty()) {
            throw new A2aException(
                    A2aErrorCode.INVALID_PARAMS, violations.getFirst().toString(), violations);
        }
    }

    private static boolean isJson(Message message, int depth) {
        if (depth > MAX_DEPTH) {
            return false;
        }
        if (message instanceof Value value && value.hasNumberValue()) {
            return Double.isFinite(value.getNumberValue());
        }
        for (Object field : message.getAllFields().values()) {
            boolean good = switch (field) {
                case Message inner -> isJson(inner, depth + 1);
                case Collection<?> list ->
                    list.stream().allMatch(item -> !(item instanceof Message inner) || isJson(inner, depth + 1));
                default -> true;
            };
            if (!good) {
                return false;
            }
        }
        return true;
    }
}
