package dev.parley.task.running;

import dev.parley.kit.tracing.SpanNames;
import dev.parley.kit.tracing.TraceContexts;
import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.task.v1.SendMessageCall;
import dev.parley.task.lifecycle.TaskState;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * The span of what is done for a message after it was accepted, in the trace that its entry was written with: on whatever
 * thread, instance and in whatever life of the service that is. Safe for concurrent use.
 */
public final class TaskSpans {
    private final Tracing tracing;

    public TaskSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Does something for a message; a message of no trace is no part of another one's. */
    void during(String name, SendMessageCall call, LiveTask task, TaskRunner.Work work) throws InterruptedException {
        if (!tracing.isOn()) {
            work.run();
            return;
        }
        Context kept = TraceContexts.read(call.getContext());
        Span span = Span.fromContext(kept).getSpanContext().isValid()
                ? tracing.tracer()
                        .spanBuilder(name)
                        .setParent(kept)
                        .setAttribute(SpanNames.TASK, task.id())
                        .setAttribute(SpanNames.CONTEXT, task.contextId())
                        .startSpan()
                : Span.getInvalid();
        try (Scope here = Context.root().with(span).makeCurrent()) {
            work.run();
        } finally {
            end(span, task);
        }
    }

    private static void end(Span span, LiveTask task) {
        if (span.isRecording()) {
            TaskState state = task.expectedState();
            span.setAttribute(SpanNames.AGENT, task.agent()).setAttribute(SpanNames.STATE, state.name());
            if (state == TaskState.FAILED || state == TaskState.REJECTED) {
                span.setAttribute(SpanNames.ERROR_TYPE, state.name()).setStatus(StatusCode.ERROR);
            }
        }
        span.end();
    }
}
