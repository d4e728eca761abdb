package dev.parley.edge.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as a REST body shows it. What the router of HTTP refuses (no such path, wrong verb) has no row in the error
 * table and therefore no {@code reason}.
 *
 * @param status the name of the gRPC status that says the same
 */
public record Fault(
        int httpStatus,
        String status,
        String message,
        @Nullable A2aErrorCode reason,
        List<Violation> violations) {
    public Fault {
        violations = List.copyOf(violations);
    }

    /** The error table's HTTP status, but for two that REST can say better: a bad body is 422, a bad media type 415. */
    public static Fault of(A2aException error) {
        A2aErrorCode code = error.code();
        int httpStatus = switch (code) {
            case INVALID_PARAMS -> 422;
            case CONTENT_TYPE_NOT_SUPPORTED -> 415;
            default -> code.httpStatus();
        };
        return new Fault(httpStatus, code.grpcStatus(), error.text(), code, error.violations());
    }

    public byte[] toJson() {
        return JsonText.write(json -> {
            json.writeStartObject();
            writeTo(json);
            json.writeEndObject();
        });
    }

    /** Writes the member {@code error} into an open object. */
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("error");
        json.writeNumberField("code", httpStatus);
        json.writeStringField("status", status);
        json.writeStringField("message", message);
        json.writeArrayFieldStart("details");
        if (reason != null) {
            json.writeStartObject();
            json.writeStringField("@type", "type.googleapis.com/google.rpc.ErrorInfo");
            json.writeStringField("reason", reason.reason());
            json.writeStringField("domain", reason.domain());
            json.writeEndObject();
        }
        if (!violations.isEmpty()) {
            writeViolations(json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeViolations(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("@type", "type.googleapis.com/google.rpc.BadRequest");
        json.writeArrayFieldStart("fieldViolations");
        for (Violation violation : violations) {
            json.writeStartObject();
            json.writeStringField("field", violation.path());
            json.writeStringField("description", violation.description());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
