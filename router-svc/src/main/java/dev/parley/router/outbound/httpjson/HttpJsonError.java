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
 * An agent's error over HTTP+JSON: {@code {"error":{code,status,message,details}}} in 1.0 (1.0.1 §11.6), {@code {"message"}} from
 * servers of 0.3.
 *
 * @param reason of the first detail that has one, else empty
 * @param status the name of a gRPC status, else empty
 * @param httpStatus of the answer
 */
record HttpJsonError(String reason, String status, int httpStatus, String message) {
    private static final int MAX_MESSAGE_LENGTH = 1000;

    /** The error that is the whole document; empty when it is none. */
    static Optional<HttpJsonError> in(byte[] json, int httpStatus) {
        Struct document;
        try {
            document = ProtoJson.read(json, Struct.getDefaultInstance());
        } catch (A2aException noObject) {
            return Optional.empty();
        }
        Value error = document.getFieldsOrDefault("error", Value.getDefaultInstance());
        if (!error.hasStructValue()) {
            String message = text(document, "message");
            return message.isEmpty() ? Optional.empty() : Optional.of(new HttpJsonError("", "", httpStatus, message));
        }
        Struct members = error.getStructValue();
        return Optional.of(new HttpJsonError(
                reasonIn(member(members, "details")), text(members, "status"), httpStatus, text(members, "message")));
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
        int code = AgentErrorCode.of(reason, status, operation);
        return code == 0 ? AgentErrorCode.ofHttp(httpStatus, operation) : code;
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
