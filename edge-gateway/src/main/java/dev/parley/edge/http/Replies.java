package dev.parley.edge.http;

import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;

/** Responses with a JSON body, and errors in the form of the path they are for. */
public final class Replies {
    private Replies() {}

    public static MutableHttpResponse<byte[]> json(int httpStatus, byte[] body) {
        return HttpResponse.<byte[]>status(httpStatus, Faults.phrase(httpStatus))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(body);
    }

    /** A JSON-RPC error about a request that was not read: the protocol's own with HTTP 200, ours with their HTTP status. */
    public static MutableHttpResponse<byte[]> jsonRpcError(HttpRequest<?> request, A2aException error) {
        A2aVersion version = ProtocolVersion.assumed(ProtocolVersion.text(request));
        return jsonRpcError(JsonRpcReplies.error("null", version, error), error);
    }

    /** A JSON-RPC error that is written already. */
    public static MutableHttpResponse<byte[]> jsonRpcError(byte[] body, A2aException error) {
        int httpStatus = error.code().isProtocolError() ? 200 : error.code().httpStatus();
        return retryAfter(json(httpStatus, body), error);
    }

    /** A REST error: {@code {"error":{code,status,message,details}}}. */
    public static MutableHttpResponse<byte[]> restError(A2aException error) {
        Fault fault = Fault.of(error);
        return retryAfter(json(fault.httpStatus(), fault.toJson()), error);
    }

    /** An error as tools from before A2A know it: {@code {"detail": …}}. */
    public static MutableHttpResponse<byte[]> detail(int httpStatus, String text) {
        return json(httpStatus, JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("detail", text);
            json.writeEndObject();
        }));
    }

    /** Says when to come back, if the error does. */
    public static MutableHttpResponse<byte[]> retryAfter(MutableHttpResponse<byte[]> response, A2aException error) {
        error.retryAfter()
                .ifPresent(wait -> response.header(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()))));
        return response;
    }
}
