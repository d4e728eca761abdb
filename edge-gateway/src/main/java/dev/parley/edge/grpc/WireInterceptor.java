package dev.parley.edge.grpc;

import com.google.protobuf.Message;
import dev.parley.edge.wire.Exchange;
import dev.parley.edge.wire.Exchanges;
import dev.parley.kit.wire.Redaction;
import dev.parley.proto.json.ProtoJson;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Copies calls into exchanges, their messages as JSON: what is on the wire nobody can read. */
final class WireInterceptor implements ServerInterceptor {
    private static final Metadata.Key<String> EXCHANGE =
            Metadata.Key.of(Exchanges.HEADER, Metadata.ASCII_STRING_MARSHALLER);
    private static final byte[] NOTHING = {};

    private final Exchanges exchanges;

    WireInterceptor(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata metadata, ServerCallHandler<Q, R> next) {
        metadata.discardAll(EXCHANGE);
        if (!exchanges.isOn()) {
            return next.startCall(call, metadata);
        }
        Exchange exchange = exchanges.begin();
        String head = call.getMethodDescriptor().getFullMethodName() + "\n" + text(metadata);
        metadata.put(EXCHANGE, exchange.id());
        ServerCall<Q, R> copied = new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendMessage(R message) {
                exchange.sent("", json(message));
                super.sendMessage(message);
            }

            @Override
            public void close(Status status, Metadata trailers) {
                String said = status.getDescription() == null ? "" : " " + status.getDescription();
                exchange.sent(status.getCode() + said, NOTHING);
                exchange.close();
                super.close(status, trailers);
            }
        };
        return new SimpleForwardingServerCallListener<>(next.startCall(copied, metadata)) {
            @Override
            public void onMessage(Q message) {
                exchange.received(head, json(message));
                super.onMessage(message);
            }

            @Override
            public void onCancel() {
                exchange.close();
                super.onCancel();
            }
        };
    }

    private static byte[] json(Object message) {
        return message instanceof Message proto
                ? ProtoJson.toBytes(proto)
                : String.valueOf(message).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Metadata metadata) {
        StringBuilder text = new StringBuilder();
        for (String name : metadata.keys()) {
            if (!name.toLowerCase(Locale.ROOT).endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                String value = metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
                text.append(name)
                        .append(": ")
                        .append(Redaction.ofHeader(name, String.valueOf(value)))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
