package dev.parley.edge.httpjson;

import com.google.protobuf.Message;
import dev.parley.edge.http.Fault;
import dev.parley.edge.http.JsonContent;
import dev.parley.edge.http.Replies;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.error.ErrorTable;
import dev.parley.proto.json.ProtoJson;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.Locale;

/** Results and errors as A2A's HTTP+JSON has them, in the media type that the caller asks for. */
final class HttpJsonReplies {
    private static final MediaType A2A_JSON = MediaType.of("application/a2a+json");
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    private HttpJsonReplies() {}

    static MutableHttpResponse<byte[]> result(HttpRequest<?> http, Message result) {
        return inTypeOf(http, Replies.json(200, ProtoJson.toBytes(result)));
    }

    static MutableHttpResponse<byte[]> error(HttpRequest<?> http, A2aException error, ErrorTable table) {
        int httpStatus = httpStatus(http, error, table);
        return inTypeOf(http, Replies.retryAfter(Replies.json(httpStatus, errorBody(error, httpStatus, table)), error));
    }

    /**
     * The error table's status. Only for the request's own media type does HTTP have a better one; the same error about a part
     * of the message stays 400.
     */
    private static int httpStatus(HttpRequest<?> http, A2aException error, ErrorTable table) {
        return error.code() == A2aErrorCode.CONTENT_TYPE_NOT_SUPPORTED && !JsonContent.isJson(http)
                ? UNSUPPORTED_MEDIA_TYPE
                : table.httpStatus(error.code());
    }

    /** {@code {"error":{code,status,message,details}}}. */
    static byte[] errorBody(A2aException error, ErrorTable table) {
        return errorBody(error, table.httpStatus(error.code()), table);
    }

    private static byte[] errorBody(A2aException error, int httpStatus, ErrorTable table) {
        return Fault.of(error, httpStatus, table.grpcStatus(error.code())).toJson();
    }

    private static MutableHttpResponse<byte[]> inTypeOf(HttpRequest<?> http, MutableHttpResponse<byte[]> response) {
        boolean asked = http.getHeaders().getAll(HttpHeaders.ACCEPT).stream()
                .anyMatch(accept -> accept.toLowerCase(Locale.ROOT).contains(A2A_JSON.getName()));
        return asked ? response.contentType(A2A_JSON) : response;
    }
}
