package dev.parley.standalone.square;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.StreamResponse;
import dev.parley.proto.dialect.A2aVersion;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.jsonrpc.JsonRpcCalls;
import dev.parley.proto.jsonrpc.JsonRpcReply;
import java.util.Arrays;

/** JSON-RPC in 1.0, 0.3 or 0.2, over whatever carries its documents. */
final class JsonRpcCaller implements Caller {
    private static final String ID = "square";

    private final Speech speech;
    private final Address address;
    private final Carrier carrier;

    /** What carries a request to a path of the mesh and the answers back. */
    interface Carrier {
        byte[] call(String path, byte[] request) throws Exception;

        /** Gives each event's document, up to the end of the stream. */
        void stream(String path, byte[] request, Documents events) throws Exception;
    }

    /** Takes each document as it comes. */
    interface Documents {
        void take(byte[] document) throws Exception;
    }

    JsonRpcCaller(Speech speech, Address address, Carrier carrier) {
        this.speech = speech;
        this.address = address;
        this.carrier = carrier;
    }

    /** HTTP POST, streams as server-sent events. */
    static Carrier post(Http http, String version) {
        return new Carrier() {
            @Override
            public byte[] call(String path, byte[] request) throws Exception {
                return http.call("POST", path, version, request).body();
            }

            @Override
            public void stream(String path, byte[] request, Documents events) throws Exception {
                http.events("POST", path, version, request, event -> events.take(event.getBytes(UTF_8)));
            }
        };
    }

    @Override
    public Speech speech() {
        return speech;
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Message call(String agentId, Message request) throws Exception {
        A2aMethod method = method(request, false);
        return result(method, carrier.call(address.path(agentId), written(agentId, method, request)));
    }

    @Override
    public void stream(String agentId, Message request, Events events) throws Exception {
        A2aMethod method = method(request, true);
        carrier.stream(
                address.path(agentId),
                written(agentId, method, request),
                event -> events.take((StreamResponse) result(method, event)));
    }

    private static A2aMethod method(Message request, boolean streaming) {
        return Arrays.stream(A2aMethod.values())
                .filter(method ->
                        method.streaming() == streaming && method.request().getClass() == request.getClass())
                .findFirst()
                .orElseThrow();
    }

    private byte[] written(String agentId, A2aMethod method, Message request) {
        return JsonRpcCalls.request(ID, spoken(), method, address.of(agentId, request));
    }

    private Message result(A2aMethod method, byte[] reply) throws Refused {
        return switch (JsonRpcCalls.readReply(reply, spoken(), method, ID)) {
            case JsonRpcReply.Result result -> result.message();
            case JsonRpcReply.Failure failure -> throw new Refused(failure.code() + " " + failure.reason());
        };
    }

    /** 0.2 has the methods of 0.3, as far as it has them. */
    private A2aVersion spoken() {
        return speech.version() == Speech.Version.V1_0 ? A2aVersion.V1_0 : A2aVersion.V0_3;
    }
}
