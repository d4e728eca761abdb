package dev.parley.cli.conformance.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import dev.parley.proto.json.ProtoJson;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Calls of a gRPC service, whatever its version, whose answers are read as JSON. The channel is the caller's to end.
 *
 * @param channel made when it is first needed; an address that is none is thus a failed call
 * @param url for people
 * @param secrets names of metadata whose values are not kept, in lower case
 * @param timeout of unary calls, and for a stream's first event
 */
public record GrpcCaller(
        Supplier<Channel> channel, String url, Set<String> secrets, Duration timeout, Transcript transcript) {
    private static final JsonMapper JSON = new JsonMapper();

    public GrpcCaller {
        secrets = Set.copyOf(secrets);
    }

    public GrpcCaller recordingTo(Transcript next) {
        return new GrpcCaller(channel, url, secrets, timeout, next);
    }

    /** @throws Unanswered when nobody answers in time */
    public Reply call(MethodDescriptor<Message, Message> method, Message request, Map<String, String> metadata) {
        Exchange exchange = begin(method, request, metadata);
        try {
            Message reply = ClientCalls.blockingUnaryCall(
                    with(metadata),
                    method,
                    CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS),
                    request);
            JsonNode json = json(reply);
            exchange.answered("OK").answered(json.toString());
            return new Reply.Result(json);
        } catch (StatusRuntimeException e) {
            Fault fault = fault(e);
            exchange.answered(fault.toString()).answered(fault.details().toString());
            if (isSilence(e)) {
                throw new Unanswered(method.getBareMethodName() + " had no answer: " + e.getStatus(), e);
            }
            return new Reply.Refused(fault);
        }
    }

    /** @throws Unanswered when nobody answers in time */
    public EventStream open(MethodDescriptor<Message, Message> method, Message request, Map<String, String> metadata) {
        Exchange exchange = begin(method, request, metadata);
        ClientCall<Message, Message> call = with(metadata).newCall(method, CallOptions.DEFAULT);
        EventStream stream = EventStream.open(() -> call.cancel("the caller goes away", null));
        ClientCalls.asyncServerStreamingCall(call, request, new Frames(stream, exchange, call));
        return switch (stream.peek(timeout)) {
            case Frame.Failed failed -> EventStream.refused(new Reply.Refused(failed.fault()));
            case Frame.Broken broken ->
                throw new Unanswered(method.getBareMethodName() + ": " + broken.why(), new IOException());
            case Frame other -> stream;
        };
    }

    private Exchange begin(MethodDescriptor<Message, Message> method, Message request, Map<String, String> metadata) {
        Exchange exchange = transcript.begin().asked("grpc " + url + " " + method.getFullMethodName());
        metadata.forEach((name, value) ->
                exchange.asked(secrets.contains(name) ? Exchange.struckOut(name) : Exchange.header(name, value)));
        return exchange.asked("").asked(ProtoJson.toString(request));
    }

    /** Metadata by its names in lower case, later maps before earlier ones. */
    @SafeVarargs
    public static Map<String, String> metadata(Map<String, String>... parameters) {
        Map<String, String> all = new TreeMap<>();
        for (Map<String, String> some : parameters) {
            some.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        }
        return all;
    }

    private Channel with(Map<String, String> parameters) {
        Metadata metadata = new Metadata();
        parameters.forEach(
                (name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        return ClientInterceptors.intercept(connected(), MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private Channel connected() {
        try {
            return channel.get();
        } catch (IllegalArgumentException e) {
            throw new Unanswered("\"" + url + "\" is no address of a gRPC server: " + e.getMessage(), e);
        }
    }

    private static JsonNode json(Message message) {
        try {
            return JSON.readTree(ProtoJson.toBytes(message));
        } catch (IOException e) {
            throw new UncheckedIOException("what ProtoJson wrote is not JSON", e);
        }
    }

    private static boolean isSilence(StatusRuntimeException e) {
        return switch (e.getStatus().getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
            default -> false;
        };
    }

    private static Fault fault(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        com.google.rpc.Status details = StatusProto.fromThrowable(failure);
        List<JsonNode> printed = details == null
                ? List.of()
                : details.getDetailsList().stream().map(GrpcCaller::detail).toList();
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
    private record Frames(EventStream stream, Exchange exchange, ClientCall<Message, Message> call)
            implements StreamObserver<Message> {
        @Override
        public void onNext(Message message) {
            JsonNode json = json(message);
            String text = json.toString();
            exchange.answered(text);
            if (!stream.offer(new Frame.Event(json), text.length())) {
                call.cancel("more than anybody reads", null);
            }
        }

        @Override
        public void onError(Throwable failure) {
            Fault fault = fault(failure);
            exchange.answered(fault.toString()).answered(fault.details().toString());
            stream.offer(
                    Status.fromThrowable(failure).getCode() == Status.Code.UNAVAILABLE
                            ? new Frame.Broken(fault.toString())
                            : new Frame.Failed(fault),
                    0);
        }

        @Override
        public void onCompleted() {
            exchange.answered("OK");
            stream.offer(new Frame.Ended(), 0);
        }
    }
}
