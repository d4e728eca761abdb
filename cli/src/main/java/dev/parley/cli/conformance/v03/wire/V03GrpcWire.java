package dev.parley.cli.conformance.v03.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.EventStream;
import dev.parley.cli.conformance.wire.GrpcCaller;
import dev.parley.cli.conformance.wire.Reply;
import dev.parley.proto.a2a.v03.A2AServiceGrpc;
import dev.parley.proto.json.ProtoJson;
import io.grpc.MethodDescriptor;
import java.util.Map;

/** gRPC with the service {@code a2a.v1.A2AService} of 0.3. */
public final class V03GrpcWire implements V03Wire {
    private final GrpcCaller caller;
    private final Map<String, String> always;

    /** @param always metadata of every call */
    public V03GrpcWire(GrpcCaller caller, Map<String, String> always) {
        this.caller = caller;
        this.always = Map.copyOf(always);
    }

    @Override
    public Binding binding() {
        return Binding.GRPC;
    }

    @Override
    public String url() {
        return caller.url();
    }

    @Override
    public Reply call(V03Method method, ObjectNode params, Map<String, String> headers) {
        return caller.call(descriptor(method), message(method, params), GrpcCaller.metadata(always, headers));
    }

    @Override
    public EventStream open(V03Method method, ObjectNode params, Map<String, String> headers) {
        return caller.open(descriptor(method), message(method, params), GrpcCaller.metadata(always, headers));
    }

    @Override
    public JsonNode words(JsonNode result) {
        return V03Words.ofProto(result);
    }

    private static Message message(V03Method method, ObjectNode params) {
        return ProtoJson.read(V03Words.toProto(method, params).toString().getBytes(UTF_8), method.request());
    }

    /** The generated method, whose types are erased to what they share. */
    @SuppressWarnings("unchecked") // descriptors of messages, whatever their types
    private static MethodDescriptor<Message, Message> descriptor(V03Method method) {
        return (MethodDescriptor<Message, Message>) A2AServiceGrpc.getServiceDescriptor().getMethods().stream()
                .filter(candidate -> method.grpcName().equals(candidate.getBareMethodName()))
                .findFirst()
                .orElseThrow();
    }
}
