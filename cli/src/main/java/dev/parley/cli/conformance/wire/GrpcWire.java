package dev.parley.cli.conformance.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import dev.parley.proto.a2a.v1.A2AServiceGrpc;
import dev.parley.proto.json.ProtoJson;
import dev.parley.proto.jsonrpc.A2aMethod;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** gRPC with the service of the specification's own proto (§10). The channel is the caller's to end. */
public final class GrpcWire implements Wire {
    private static final JsonMapper JSON = new JsonMapper();

    private final Channel channel;
    private final String url;
    private final String tenant;
    private final Map<String, String> always;
    private final Duration timeout;
    private final Transcript transcript;

    /**
     * @param tenant what the card's interface says; empty without one
     * @param always metadata of every call
     * @param timeout of unary calls, and for a stream's first event
     */
    public GrpcWire(Channel channel, String url, String tenant, Map<String, String> always, Duration timeout) {
        this(channel, url, tenant, always, timeout, new Transcript());
    }

    private GrpcWire(
            Channel channel,
            String url,
            String tenant,
            Map<String, String> always,
            Duration timeout,
            Transcript transcript) {
        this.channel = channel;
        this.url = url;
        this.tenant = tenant;
        this.always = Map.copyOf(always);
        this.timeout = timeout;
        this.transcript = transcript;
    }

    @Override
    public Binding binding() {
        return Binding.GRPC;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public GrpcWire recordingTo(Transcript next) {
        return new GrpcWire(channel, url, tenant, always, timeout, next);
    }

    @Override
    public Reply call(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        Exchange exchange = begin(method, params, parameters);
        Message request = message(method, params);
        try {
            Message reply = ClientCalls.blockingUnaryCall(
                    withMetadata(parameters),
                    descriptor(method),
                    CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS),
                    request);
            JsonNode json = json(reply);
            exchange.answered("OK").answered(json.toString());
            return new Reply.Result(json);
        } catch (StatusRuntimeException e) {
            Fault fault = fault(e);
            exchange.answered(fault.toString()).answered(fault.details().toString());
            return noAnswer(e) ? unanswered(method, e) : new Reply.Refused(fault);
        }
    }

    @Override
    public EventStream open(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        Exchange exchange = begin(method, params, parameters);
        ClientCall<Message, Message> call = withMetadata(parameters).newCall(descriptor(method), CallOptions.DEFAULT);
        EventStream stream = EventStream.open(() -> call.cancel("the caller goes away", null));
        ClientCalls.asyncServerStreamingCall(call, message(method, params), new Frames(stream, exchange));
        return switch (stream.peek(timeout)) {
            case Frame.Failed failed -> EventStream.refused(new Reply.Refused(failed.fault()));
            case Frame.Broken broken ->
                throw new Unanswered(method.wireName() + ": " + broken.why(), new IOException());
            case Frame other -> stream;
        };
    }

    private Exchange begin(A2aMethod method, ObjectNode params, Map<String, String> parameters) {
        Exchange exchange = transcript.begin().asked("grpc " + url + " lf.a2a.v1.A2AService/" + method.wireName());
        metadata(parameters).forEach((name, value) -> exchange.asked(Exchange.header(name, value)));
        return exchange.asked("").asked(Tenants.with(tenant, params).toString());
    }

    private Map<String, String> metadata(Map<String, String> parameters) {
        Map<String, String> all = new LinkedHashMap<>();
        always.forEach((name, value) -> all.put(lower(name), value));
        all.put("a2a-version", "1.0");
        parameters.forEach((name, value) -> all.put(lower(name), value));
        return all;
    }

    private static String lower(String name) {
        return name.toLowerCase(java.util.Locale.ROOT);
    }

    private Channel withMetadata(Map<String, String> parameters) {
        Metadata metadata = new Metadata();
        metadata(parameters)
                .forEach((name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
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

    private static JsonNode json(Message message) {
        try {
            return JSON.readTree(ProtoJson.toBytes(message));
        } catch (IOException e) {
            throw new UncheckedIOException("what ProtoJson wrote is not JSON", e);
        }
    }

    private static boolean noAnswer(StatusRuntimeException e) {
        return switch (e.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
            default -> false;
        };
    }

    private static Reply unanswered(A2aMethod method, StatusRuntimeException e) {
        throw new Unanswered(method.wireName() + " had no answer: " + e.getStatus(), e);
    }

    private static Fault fault(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        com.google.rpc.Status details = StatusProto.fromThrowable(failure);
        List<JsonNode> printed = details == null
                ? List.of()
                : details.getDetailsList().stream().map(GrpcWire::detail).toList();
        return new Fault(Binding.GRPC, status.getCode().name(), String.valueOf(status.getDescription()), printed);
    }

    private static JsonNode detail(Any any) {
        ObjectNode json = JSON.createObjectNode().put("@type", any.getTypeUrl());
        try {
            if (any.is(ErrorInfo.class)) {
                ErrorInfo info = any.unpack(ErrorInfo.class);
                json.put("reason", info.getReason()).put("domain", info.getDomain());
                ObjectNode metadata = json.putObject("metadata");
                info.getMetadataMap().forEach(metadata::put);
            }
        } catch (InvalidProtocolBufferException e) {
            json.put("malformed", e.getMessage());
        }
        return json;
    }

    /** Hands what comes on to a stream. */
    private record Frames(EventStream stream, Exchange exchange) implements StreamObserver<Message> {
        @Override
        public void onNext(Message message) {
            JsonNode json = json(message);
            exchange.answered(json.toString());
            stream.offer(new Frame.Event(json, json.toString()));
        }

        @Override
        public void onError(Throwable failure) {
            Fault fault = fault(failure);
            exchange.answered(fault.toString()).answered(fault.details().toString());
            stream.offer(
                    Status.fromThrowable(failure).getCode() == Status.Code.UNAVAILABLE
                            ? new Frame.Broken(fault.toString())
                            : new Frame.Failed(fault));
        }

        @Override
        public void onCompleted() {
            exchange.answered("OK");
            stream.offer(new Frame.Ended());
        }
    }
}
