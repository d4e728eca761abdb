package dev.parley.router.outbound.httpjson;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.router.outbound.AgentErrorCode;
import dev.parley.router.outbound.CallOutcome;
import java.util.Optional;

/**
 * An agent's error over HTTP+JSON (A2A 1.0.1 §11.6, google.rpc.Status as JSON).
 *
 * @param reason of the first detail that has one, else empty
 * @param status the name of a gRPC status, else empty
 */
record HttpJsonError(String reason, String status, String message) {
    private static final int MAX_MESSAGE_LENGTH = 1000;

    /** The error that is the whole document; empty when it is none. */
    static Optional<HttpJsonError> in(byte[] json) {
        Struct document;
        try {
            document = ProtoJson.read(json, Struct.getDefaultInstance());
        } catch (A2aException noObject) {
            return Optional.empty();
        }
        Value error = document.getFieldsOrDefault("error", Value.getDefaultInstance());
        if (!error.hasStructValue()) {
            return Optional.empty();
        }
        Struct members = error.getStructValue();
        return Optional.of(new HttpJsonError(
                reasonIn(member(members, "details")), text(members, "status"), text(members, "message")));
    }

    private static String reasonIn(Value details) {
        return details.getListValue().getValuesList().stream()
                .map(detail -> text(detail.getStructValue(), "reason"))
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Value member(Struct members, String name) {
        return members.getFieldsOrDefault(name, Value.getDefaultInstance());
    }

    private static String text(Struct members, String name) {
        return member(members, name).getStringValue();
    }

    /** Its JSON-RPC code, 0 when it has none. */
    int code(A2aMethod operation) {
        return AgentErrorCode.of(reason, status, operation);
    }

    CallOutcome refusal(A2aMethod operation) {
        int code = code(operation);
        String name = code == 0 ? status : String.valueOf(code);
        return new CallOutcome.Refused(code, "the agent answered with error " + name + ": " + shortened());
    }

    private String shortened() {
        return message.length() <= MAX_MESSAGE_LENGTH ? message : message.substring(0, MAX_MESSAGE_LENGTH) + "…";
    }
}
