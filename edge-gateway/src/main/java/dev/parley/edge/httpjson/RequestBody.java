package dev.parley.edge.httpjson;

import com.google.protobuf.Message;
import dev.parley.edge.http.JsonContent;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.Completeness;
import dev.parley.proto.json.ProtoJson;
import io.micronaut.http.HttpRequest;

/** Reads the JSON of a request; what is no JSON by its media type is not looked at. */
final class RequestBody {
    private RequestBody() {}

    /**
     * @throws A2aException CONTENT_TYPE_NOT_SUPPORTED, PARSE_ERROR, INVALID_PARAMS with every violation
     */
    static <T extends Message> T readComplete(
            HttpRequest<?> http, byte[] body, T prototype, Completeness completeness) {
        JsonContent.require(http);
        return ProtoJson.readComplete(body, prototype, completeness);
    }

    /** An absent body says nothing. What is REQUIRED is not asked for: it stands in the path. */
    static <T extends Message> T readIfThere(HttpRequest<?> http, byte[] body, T prototype) {
        if (body.length == 0) {
            return prototype;
        }
        JsonContent.require(http);
        return ProtoJson.read(body, prototype);
    }
}
