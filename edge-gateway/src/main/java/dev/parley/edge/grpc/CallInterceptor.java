package dev.parley.edge.grpc;

import dev.parley.edge.address.AgentHosts;
import dev.parley.edge.calls.ExtensionHeaders;
import dev.parley.edge.http.RequestMetrics;
import dev.parley.edge.operations.Activation;
import dev.parley.proto.dialect.A2aVersion;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Keeps a call's metadata for its handler, answers with the extensions it activated, and counts it. */
final class CallInterceptor implements ServerInterceptor {
    private static final String ENDPOINT = "grpc";

    private final RequestMetrics metrics;
    private final Metadata.Key<String> answered;
    private final String agentId;
    private final AgentHosts hosts;

    private CallInterceptor(RequestMetrics metrics, Metadata.Key<String> answered, String agentId, AgentHosts hosts) {
        this.metrics = metrics;
        this.answered = answered;
        this.agentId = agentId;
        this.hosts = hosts;
    }

    /** @param agentId the only agent that is served, or the mesh's own id */
    static CallInterceptor of(A2aVersion version, RequestMetrics metrics, String agentId, AgentHosts hosts) {
        return new CallInterceptor(metrics, key(ExtensionHeaders.answered(version)), agentId, hosts);
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name.toLowerCase(Locale.ROOT), Metadata.ASCII_STRING_MARSHALLER);
    }

    /** Where the listener serves every agent, the host that was called may name one. */
    private Entry entry(ServerCall<?, ?> call) {
        String authority = call.getAuthority() == null ? "" : call.getAuthority();
        String agent = agentId.isEmpty()
                ? hosts.find(authority).map(AgentHosts.Named::agentId).orElse(agentId)
                : agentId;
        return new Entry(agent, authority);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata metadata, ServerCallHandler<Q, R> next) {
        MetadataHeaders headers = new MetadataHeaders(metadata);
        Set<String> extensions = Activation.of(headers);
        String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
        long started = metrics.started();
        AtomicBoolean ended = new AtomicBoolean();
        Consumer<Status.Code> count = status -> {
            if (ended.compareAndSet(false, true)) {
                metrics.count(method, ENDPOINT, status.name(), started);
            }
        };
        ServerCall<Q, R> counted = new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendHeaders(Metadata answer) {
                if (!extensions.isEmpty()) {
                    answer.put(answered, String.join(", ", extensions));
                }
                super.sendHeaders(answer);
            }

            @Override
            public void close(Status status, Metadata trailers) {
                count.accept(status.getCode());
                super.close(status, trailers);
            }
        };
        return new SimpleForwardingServerCallListener<>(
                Contexts.interceptCall(entry(call).in(headers.inContext()), counted, metadata, next)) {
            @Override
            public void onCancel() {
                count.accept(Status.Code.CANCELLED);
                super.onCancel();
            }
        };
    }
}
