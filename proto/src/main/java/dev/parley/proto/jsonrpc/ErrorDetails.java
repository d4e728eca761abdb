package dev.parley.proto.jsonrpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Duration;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.Violation;
import dev.parley.proto.json.TimeText;
import java.io.IOException;

/**
 * The typed details of an error (A2A 1.0.1 §5.4, google.rpc): {@code error.data} over JSON-RPC, {@code error.details}
 * over HTTP+JSON.
 */
public final class ErrorDetails {
    private static final String TYPE_PREFIX = "type.googleapis.com/google.rpc.";

    private ErrorDetails() {}

    /** Writes one array: ErrorInfo, BadRequest when there are violations, RetryInfo when it says when to come back. */
    public static void write(JsonGenerator out, A2aException error) throws IOException {
        out.writeStartArray();
        startDetail(out, "ErrorInfo");
        out.writeStringField("reason", error.code().reason());
        out.writeStringField("domain", error.code().domain());
        out.writeEndObject();
        if (!error.violations().isEmpty()) {
            writeBadRequest(out, error);
        }
        if (error.retryAfter().isPresent()) {
            startDetail(out, "RetryInfo");
            out.writeStringField("retryDelay", seconds(error.retryAfter().get()));
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeBadRequest(JsonGenerator out, A2aException error) throws IOException {
        startDetail(out, "BadRequest");
        out.writeArrayFieldStart("fieldViolations");
        for (Violation violation : error.violations()) {
            out.writeStartObject();
            out.writeStringField("field", violation.path());
            out.writeStringField("description", violation.description());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void startDetail(JsonGenerator out, String type) throws IOException {
        out.writeStartObject();
        out.writeStringField("@type", TYPE_PREFIX + type);
    }

    private static String seconds(java.time.Duration duration) {
        return TimeText.format(Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build());
    }
}
