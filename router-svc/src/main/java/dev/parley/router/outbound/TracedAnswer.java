package dev.parley.router.outbound;

import com.google.protobuf.Message;
import dev.parley.kit.tracing.SpanNames;
import dev.parley.router.agent.AgentSilence;
import dev.parley.router.agent.ConnectionFailure;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An answer that ends its request's span when it is closed, and says there how the request failed, but not in the agent's words. */
final class TracedAnswer implements AgentAnswer {
    private final AgentAnswer answer;
    private final Span span;
    private boolean heard;
    private boolean silent;

    TracedAnswer(AgentAnswer answer, Span span) {
        this.answer = answer;
        this.span = span;
    }

    @Override
    public @Nullable Message next(Supplier<Duration> silence)
            throws CallFailed, ConnectionFailure, AgentSilence, InterruptedException {
        try {
            Message next = answer.next(silence);
            if (next == null && !heard) {
                fail("Broken");
            }
            heard |= next != null;
            return next;
        } catch (AgentSilence e) {
            // whoever waits may go on waiting
            silent = true;
            throw e;
        } catch (CallFailed e) {
            if (e.outcome() instanceof CallOutcome.Refused refused && refused.code() != 0) {
                span.setAttribute(SpanNames.ERROR_CODE, (long) refused.code());
            }
            fail(e.outcome().getClass().getSimpleName());
            throw e;
        } catch (ConnectionFailure e) {
            fail(e.sent() ? "Broken" : "NotStarted");
            throw e;
        }
    }

    private void fail(String outcome) {
        span.setAttribute(SpanNames.ERROR_TYPE, outcome.toLowerCase(Locale.ROOT))
                .setStatus(StatusCode.ERROR);
    }

    @Override
    public void close() {
        if (silent && !heard) {
            fail("Silent");
        }
        try {
            answer.close();
        } finally {
            span.end();
        }
    }
}
