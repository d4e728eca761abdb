package dev.parley.edge.grpc;

import dev.parley.edge.address.AgentHosts;
import dev.parley.edge.calls.ExtensionHeaders;
import dev.parley.edge.http.RequestMetrics;
import dev.parley.edge.operations.Activation;
import dev.parley.edge.trace.RequestSpans;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.kit.tracing.SpanNames;
import dev.parley.proto.dialect.A2aVersion;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Keeps a call's metadata for its handler, answers with the extensions it activated, counts it and gives it a span. */
final class CallInterceptor implements ServerInterceptor {
    private static final String ENDPOINT = "grpc";

    private final RequestMetrics metrics;
    private final RequestSpans spans;
    private final Metadata.Key<String> answered;
    private final String agentId;
    private final AgentHosts hosts;

    private CallInterceptor(
            RequestMetrics metrics,
            RequestSpans spans,
            Metadata.Key<String> answered,
            String agentId,
            AgentHosts hosts) {
        this.metrics = metrics;
        this.spans = spans;
        this.answered = answered;
        this.agentId = agentId;
        this.hosts = hosts;
    }

    /** @param agentId the only agent that is served, or the mesh's own id */
    static CallInterceptor of(
            A2aVersion version, RequestMetrics metrics, RequestSpans spans, String agentId, AgentHosts hosts) {
        return new CallInterceptor(metrics, spans, key(ExtensionHeaders.answered(version)), agentId, hosts);
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
        Span span = spans.begin(headers::all, method);
        RequestSpans.named(span, method);
        AtomicBoolean ended = new AtomicBoolean();
        Consumer<Status.Code> count = status -> {
            if (ended.compareAndSet(false, true)) {
                metrics.count(method, ENDPOINT, status.name(), started);
                end(span, status);
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
                if (span.isRecording() && !status.isOk()) {
                    RequestSpans.failed(
                            span,
                            RpcErrors.fromStatus(status.asRuntimeException(trailers))
                                    .code());
                }
                count.accept(status.getCode());
                super.close(status, trailers);
            }
        };
        ServerCall.Listener<Q> listener;
        try {
            listener = Contexts.interceptCall(
                    RequestSpans.in(entry(call).in(headers.inContext()), span), counted, metadata, next);
        } catch (RuntimeException e) {
            count.accept(Status.Code.INTERNAL);
            throw e;
        }
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onCancel() {
                count.accept(Status.Code.CANCELLED);
                super.onCancel();
            }
        };
    }

    private static void end(Span span, Status.Code status) {
        span.setAttribute(SpanNames.RPC_SYSTEM, "grpc").setAttribute(SpanNames.GRPC_STATUS, (long) status.value());
        if (status != Status.Code.OK && status != Status.Code.CANCELLED) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
