package dev.parley.kit.tracing;

import static dev.parley.kit.tracing.SpanNames.GRPC_STATUS;
import static dev.parley.kit.tracing.SpanNames.RPC_METHOD;
import static dev.parley.kit.tracing.SpanNames.RPC_SERVICE;
import static dev.parley.kit.tracing.SpanNames.RPC_SYSTEM;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Contexts;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.function.Supplier;

/**
 * Spans of internal calls, on both sides. Only a call that belongs to a trace gets some: what services ask each other by
 * themselves, and health checks, begin none.
 */
final class RpcTracing {
    private static final Metadata.Key<String> TRACEPARENT =
            Metadata.Key.of(TraceContexts.TRACEPARENT, Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> TRACESTATE =
            Metadata.Key.of(TraceContexts.TRACESTATE, Metadata.ASCII_STRING_MARSHALLER);

    private RpcTracing() {}

    static ClientInterceptor client(Tracer tracer) {
        return new ClientInterceptor() {
            @Override
            public <Q, R> ClientCall<Q, R> interceptCall(
                    MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
                ClientCall<Q, R> call = next.newCall(method, options);
                Context parent = Context.current();
                return Span.fromContext(parent).getSpanContext().isValid()
                        ? new TracedCall<>(call, () -> begin(tracer, method, SpanKind.CLIENT, parent), parent)
                        : call;
            }
        };
    }

    private static Span begin(Tracer tracer, MethodDescriptor<?, ?> method, SpanKind kind, Context parent) {
        return tracer.spanBuilder(method.getFullMethodName())
                .setSpanKind(kind)
                .setParent(parent)
                .setAttribute(RPC_SYSTEM, "grpc")
                .setAttribute(RPC_SERVICE, String.valueOf(method.getServiceName()))
                .setAttribute(RPC_METHOD, String.valueOf(method.getBareMethodName()))
                .startSpan();
    }

    private static void end(Span span, Status status, boolean failed) {
        span.setAttribute(GRPC_STATUS, (long) status.getCode().value());
        if (failed) {
            span.setAttribute(SpanNames.ERROR_TYPE, status.getCode().name()).setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    private static final class TracedCall<Q, R> extends SimpleForwardingClientCall<Q, R> {
        private final Supplier<Span> begin;
        private final Context parent;

        TracedCall(ClientCall<Q, R> call, Supplier<Span> begin, Context parent) {
            super(call);
            this.begin = begin;
            this.parent = parent;
        }

        @Override
        public void start(Listener<R> listener, Metadata headers) {
            Span span = begin.get();
            TraceContexts.write(
                    parent.with(span),
                    (name, value) ->
                            headers.put(name.equals(TraceContexts.TRACEPARENT) ? TRACEPARENT : TRACESTATE, value));
            Listener<R> ending = new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onClose(Status status, Metadata trailers) {
                    end(span, status, !status.isOk());
                    super.onClose(status, trailers);
                }
            };
            try {
                super.start(ending, headers);
            } catch (RuntimeException e) {
                end(span, Status.INTERNAL, true);
                throw e;
            }
        }
    }

    static ServerInterceptor server(Tracer tracer) {
        return new ServerInterceptor() {
            @Override
            public <Q, R> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                Context caller = TraceContexts.read(name -> TraceContexts.joined(
                        headers.getAll(name.equals(TraceContexts.TRACEPARENT) ? TRACEPARENT : TRACESTATE)));
                return Span.fromContext(caller).getSpanContext().isValid()
                        ? traced(tracer, caller, call, headers, next)
                        : next.startCall(call, headers);
            }
        };
    }

    private static <Q, R> ServerCall.Listener<Q> traced(
            Tracer tracer, Context caller, ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        Span span = begin(tracer, call.getMethodDescriptor(), SpanKind.SERVER, caller);
        ServerCall<Q, R> ending = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                end(span, status, isOurs(status));
                super.close(status, trailers);
            }
        };
        io.grpc.Context inside = GrpcContextStorage.in(io.grpc.Context.current(), caller.with(span));
        ServerCall.Listener<Q> listener;
        try {
            listener = Contexts.interceptCall(inside, ending, headers, next);
        } catch (RuntimeException e) {
            end(span, Status.INTERNAL, true);
            throw e;
        }
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onCancel() {
                // after a close this changes nothing
                end(span, Status.CANCELLED, false);
                super.onCancel();
            }
        };
    }

    /** A server's own failure; OpenTelemetry does not count what its caller did wrong. */
    private static boolean isOurs(Status status) {
        return switch (status.getCode()) {
            case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
            case OK,
                    CANCELLED,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    FAILED_PRECONDITION,
                    ABORTED,
                    OUT_OF_RANGE,
                    UNAUTHENTICATED -> false;
        };
    }
}
