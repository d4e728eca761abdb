package dev.parley.proto.jsonrpc;

import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.Message;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;

/**
 * A JSON-RPC 2.0 request as A2A uses it: no batches, and always an id. It may have come in any version; what it asks for is
 * 1.0 here, and {@link JsonRpcReplies} answers in the words it came in.
 *
 * @param idToken the id exactly as it came, a JSON token: {@code "a"} with its quotes, {@code 7}, {@code 1e3}
 * @param params of the type that the method names, with every REQUIRED member there
 * @param wire the method as it was called; {@link #method} is what it is in 1.0
 */
public record JsonRpcRequest(String idToken, Message params, WireMethod wire) {
    public A2aMethod method() {
        return wire.operation();
    }

    public A2aVersion version() {
        return wire.version();
    }

    /**
     * Reads a request body in one pass; only params that stand before the method are gone over twice.
     *
     * @throws JsonRpcException PARSE_ERROR; INVALID_REQUEST for a wrong envelope, a batch, or an id that is absent,
     *     null, no string and no number, or longer than {@value RequestReader#MAX_ID_BYTES} bytes; METHOD_NOT_FOUND;
     *     INVALID_PARAMS with every violation, its path beginning {@code $.params}
     */
    public static JsonRpcRequest read(byte[] body) {
        try (JsonParser parser = ProtoJson.parser(body)) {
            return new RequestReader(body, parser).read();
        } catch (IOException e) {
            throw new JsonRpcException(RequestReader.NO_ID, ProtoJson.parseError(e));
        } catch (A2aException e) {
            throw new JsonRpcException(RequestReader.NO_ID, e);
        }
    }
}
