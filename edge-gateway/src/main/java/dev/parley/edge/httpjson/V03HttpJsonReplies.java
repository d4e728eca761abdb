package dev.parley.edge.httpjson;

import com.google.protobuf.Message;
import dev.parley.edge.http.Replies;
import dev.parley.edge.http.V03Fault;
import dev.parley.proto.dialect.v03.V03Errors;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;

/** Results and errors over the HTTP+JSON of 0.3. */
final class V03HttpJsonReplies {
    private V03HttpJsonReplies() {}

    static MutableHttpResponse<byte[]> result(Message result) {
        return Replies.json(200, ProtoJson.toBytes(result));
    }

    static MutableHttpResponse<byte[]> error(A2aMethod method, A2aException error) {
        V03Fault fault = V03Fault.of(V03Errors.translated(error, method.request()));
        return Replies.retryAfter(Replies.json(fault.fault().httpStatus(), fault.toJson()), error);
    }

    /** To a POST at a task that says neither {@code :cancel} nor {@code :subscribe}. */
    static MutableHttpResponse<byte[]> noSuchVerb(HttpRequest<?> http) {
        return error(A2aMethod.GET_TASK, TaskSegment.noSuchVerb(http));
    }

    /** An error that ends a stream. */
    static byte[] event(A2aMethod method, A2aException error) {
        return V03Fault.of(V03Errors.translated(error, method.request())).toJson();
    }
}
