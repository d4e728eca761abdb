package dev.parley.router.outbound;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.parley.kit.tracing.SpanNames;
import dev.parley.kit.tracing.TaskOfWork;
import dev.parley.kit.tracing.TraceContexts;
import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.jsonrpc.A2aMethod;
import dev.parley.proto.router.v1.CallContext;
import dev.parley.router.agent.AgentKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;

/**
 * The span of each request to an agent, and how the agent learns of it: by headers, and with a message also by its metadata
 * {@code traceparent} and {@code tracestate}, which reach an agent whose framework keeps the headers to itself.
 */
@Singleton
final class AgentSpans {
    private final Tracing tracing;

    AgentSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    /** A request of a trace; one that belongs to none gets no span, and goes out as it is. */
    Outgoing begin(AgentKey agent, CallTarget target, A2aMethod operation, Message request, CallContext said) {
        if (!tracing.isOn() || !Tracing.isTraced()) {
            return new Outgoing(Span.getInvalid(), request, said);
        }
        SpanBuilder builder = tracing.tracer()
                .spanBuilder(operation.wireName())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(SpanNames.METHOD, operation.wireName())
                .setAttribute(SpanNames.AGENT, agent.id())
                .setAttribute(SpanNames.BINDING, target.binding().wireName())
                .setAttribute(SpanNames.VERSION, target.version().number());
        String task = TaskOfWork.current();
        if (task != null) {
            builder.setAttribute(SpanNames.TASK, task);
        }
        if (target.address().getHost() != null) {
            builder.setAttribute(SpanNames.SERVER_ADDRESS, target.address().getHost());
        }
        if (target.address().getPort() > 0) {
            builder.setAttribute(SpanNames.SERVER_PORT, (long) target.address().getPort());
        }
        Span span = builder.startSpan();
        CallContext inside = TraceContexts.in(Context.current().with(span), said);
        return new Outgoing(span, marked(request, inside), inside);
    }

    private static Message marked(Message request, CallContext inside) {
        if (!(request instanceof SendMessageRequest send)) {
            return request;
        }
        Struct.Builder metadata = send.getMessage().getMetadata().toBuilder()
                .putFields(TraceContexts.TRACEPARENT, text(inside.getTraceparent()))
                .removeFields(TraceContexts.TRACESTATE);
        if (!inside.getTracestate().isEmpty()) {
            metadata.putFields(TraceContexts.TRACESTATE, text(inside.getTracestate()));
        }
        SendMessageRequest.Builder marked = send.toBuilder();
        marked.getMessageBuilder().setMetadata(metadata);
        return marked.build();
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    /** What goes out, and its span. */
    record Outgoing(Span span, Message request, CallContext context) {
        /** The answer ends the span. */
        AgentAnswer watched(AgentAnswer answer) {
            return span.getSpanContext().isValid() ? new TracedAnswer(answer, span) : answer;
        }
    }
}
