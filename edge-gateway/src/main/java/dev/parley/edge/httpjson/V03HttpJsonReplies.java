package dev.parley.edge.httpjson;

import com.google.protobuf.Message;
import dev.parley.edge.http.Fault;
import dev.parley.edge.http.JsonText;
import dev.parley.edge.http.Replies;
import dev.parley.proto.dialect.v03.V03Errors;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import io.micronaut.http.MutableHttpResponse;

/**
 * Results and errors over the HTTP+JSON of 0.3. Its specification says nothing of errors, and each SDK's client looks for
 * its own member: {@code type} (Python), {@code code} (JavaScript), {@code error} (Go, where it is 1.0's). All are there.
 */
final class V03HttpJsonReplies {
    private V03HttpJsonReplies() {}

    static MutableHttpResponse<byte[]> result(Message result) {
        return Replies.json(200, ProtoJson.toBytes(result));
    }

    static MutableHttpResponse<byte[]> error(A2aMethod method, A2aException error) {
        A2aException said = V03Errors.translated(error, method.request());
        return Replies.retryAfter(Replies.json(V03Errors.httpStatus(said.code()), body(said)), said);
    }

    /** An error that ends a stream. */
    static byte[] event(A2aMethod method, A2aException error) {
        return body(V03Errors.translated(error, method.request()));
    }

    private static byte[] body(A2aException error) {
        return JsonText.write(json -> {
            json.writeStartObject();
            Fault.of(error, V03Errors.httpStatus(error.code()), error.code().grpcStatus())
                    .writeTo(json);
            if (V03Errors.name(error.code()).isPresent()) {
                json.writeStringField("type", V03Errors.name(error.code()).get());
            }
            json.writeNumberField("code", error.code().jsonRpcCode());
            json.writeStringField("message", error.text());
            json.writeEndObject();
        });
    }
}
