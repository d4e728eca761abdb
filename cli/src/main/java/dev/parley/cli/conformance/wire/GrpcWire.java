package dev.parley.cli.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import io.grpc.MethodDescriptor;
import java.util.Map;

/** gRPC with the service of the specification's own proto (§10). */
public final class GrpcWire implements Wire {
    private final GrpcCaller caller;
    private final String tenant;
    private final Map<String, String> always;

    /**
     * @param tenant what the card's interface says; empty without one
     * @param always metadata of every call
     */
    public GrpcWire(GrpcCaller caller, String tenant, Map<String, String> always) {
        this.caller = caller;
        this.tenant = tenant;
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
    public GrpcWire recordingTo(Transcript next) {
        return new GrpcWire(caller.recordingTo(next), tenant, always);
    }

    @Override
    public Reply call(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        return caller.call(descriptor(method), message(method, params), metadata(parameters));
    }

    @Override
    public EventStream open(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        return caller.open(descriptor(method), message(method, params), metadata(parameters));
    }

    private Map<String, String> metadata(Map<String, String> parameters) {
        return GrpcCaller.metadata(always, Map.of("a2a-version", "1.0"), parameters);
    }

    private Message message(A2aMethod method, ObjectNode params) {
        return ProtoJson.read(Tenants.with(tenant, params).toString().getBytes(UTF_8), method.request());
    }

    /** The generated method, whose types are erased to what they share. */
    @SuppressWarnings("unchecked") // descriptors of messages, whatever their types
    private static MethodDescriptor<Message, Message> descriptor(A2aMethod method) {
        return (MethodDescriptor<Message, Message>) A2AServiceGrpc.getServiceDescriptor().getMethods().stream()
                .filter(candidate -> method.wireName().equals(candidate.getBareMethodName()))
                .findFirst()
                .orElseThrow();
    }
}
