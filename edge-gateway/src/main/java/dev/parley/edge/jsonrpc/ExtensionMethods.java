package dev.parley.edge.jsonrpc;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.edge.calls.Endpoints;
import dev.parley.edge.card.CalledAt;
import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.JsonRpcException;
import dev.parley.proto.jsonrpc.JsonRpcReplies;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods of our extensions, for calls that A2A's methods do not answer. */
@Singleton
final class ExtensionMethods {
    private static final String NO_ID = "null";

    private final Map<String, ExtensionMethod> byName;

    ExtensionMethods(Collection<ExtensionMethod> methods) {
        this.byName =
                methods.stream().collect(Collectors.toUnmodifiableMap(ExtensionMethod::name, Function.identity()));
    }

    /**
     * @param unknown says that the body is a request in form whose method A2A does not have
     * @return empty when no extension has it either, or it is called at an agent, or without an id
     * @throws A2aException what the method refuses
     */
    Optional<JsonRpcAnswer> answer(
            String agentId, Supplier<CalledAt> at, @Nullable String stated, byte[] body, JsonRpcException unknown) {
        boolean known = unknown.error().code() != A2aErrorCode.METHOD_NOT_FOUND;
        if (known || unknown.idToken().equals(NO_ID) || !agentId.equals(Endpoints.MESH)) {
            return Optional.empty();
        }
        Map<String, Value> envelope =
                ProtoJson.read(body, Struct.getDefaultInstance()).getFieldsMap();
        ExtensionMethod method = byName.get(
                envelope.getOrDefault("method", Value.getDefaultInstance()).getStringValue());
        if (method == null) {
            return Optional.empty();
        }
        ProtocolVersion.requireKnown(stated);
        byte[] result = method.call(params(envelope.get("params")), at.get().base());
        return Optional.of(new JsonRpcAnswer.Extra(method.name(), JsonRpcReplies.written(unknown.idToken(), result)));
    }

    private static Struct params(@Nullable Value params) {
        if (params == null || params.hasNullValue()) {
            return Struct.getDefaultInstance();
        }
        if (!params.hasStructValue()) {
            throw A2aException.invalidParams("$.params", "no object (expected: an object)");
        }
        return params.getStructValue();
    }
}
