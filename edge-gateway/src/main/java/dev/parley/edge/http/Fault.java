package dev.parley.edge.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.ErrorDetails;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An error as a body outside JSON-RPC shows it: {@code {"error":{code,status,message,details}}}. What the router of HTTP
 * refuses (no such path, wrong verb) has no row in the error table and therefore no details.
 *
 * @param status the name of the gRPC status that says the same
 * @param cause what the details are about
 */
public record Fault(
        int httpStatus,
        String status,
        String message,
        @Nullable A2aException cause) {
    /** With the statuses of an error table, or better ones where its binding has them. */
    public static Fault of(A2aException error, int httpStatus, String status) {
        return new Fault(httpStatus, status, error.text(), error);
    }

    /** The error table's HTTP status, but for two that REST can say better: a bad body is 422, a bad media type 415. */
    public static Fault of(A2aException error) {
        A2aErrorCode code = error.code();
        int httpStatus = switch (code) {
            case INVALID_PARAMS -> 422;
            case CONTENT_TYPE_NOT_SUPPORTED -> 415;
            default -> code.httpStatus();
        };
        return of(error, httpStatus, code.grpcStatus());
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
        json.writeFieldName("details");
        if (cause == null) {
            json.writeStartArray();
            json.writeEndArray();
        } else {
            ErrorDetails.write(json, cause);
        }
        json.writeEndObject();
    }
}
