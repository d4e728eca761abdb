package dev.parley.proto.jsonrpc;

import com.fasterxml.jackson.core.JsonParser;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.Completeness;
import dev.parley.proto.json.ProtoJson;
import java.io.IOException;
import java.util.Optional;

/**
 * Which call a JSON-RPC request is, its params unread: for those who decide about it before anybody spends time on it.
 *
 * @param idToken the id exactly as it came, a JSON token
 * @param wire the method as it was called
 */
public record RequestHead(String idToken, WireMethod wire) {
    /** Empty for what is no call that {@link JsonRpcRequest#read} could take; that says what is wrong with it. */
    public static Optional<RequestHead> peek(byte[] body) {
        try (JsonParser parser = ProtoJson.parser(body)) {
            return new RequestReader(body, parser, Completeness.UNASKED).head();
        } catch (IOException | A2aException unreadable) {
            return Optional.empty();
        }
    }
}
