package dev.parley.kit.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.kit.tracing.TaskOfWork;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line: {@code time} (ISO 8601, UTC), {@code level}, {@code logger}, {@code thread}, {@code message},
 * then the event's key-value pairs and the diagnostic context as members of their own, then {@code trace_id} and
 * {@code span_id} of the trace that it belongs to, {@code task_id} unless the event says it itself, then {@code stack}.
 */
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {
    private static final String TASK = "task_id";

    private final JsonFactory json = new JsonFactory();

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        try (JsonGenerator out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField("time", event.getInstant().toString());
            out.writeStringField("level", event.getLevel().toString());
            out.writeStringField("logger", event.getLoggerName());
            out.writeStringField("thread", event.getThreadName());
            out.writeStringField("message", event.getFormattedMessage());
            boolean saysTask = false;
            if (event.getKeyValuePairs() != null) {
                for (KeyValuePair pair : event.getKeyValuePairs()) {
                    out.writeStringField(pair.key, String.valueOf(pair.value));
                    saysTask |= pair.key.equals(TASK);
                }
            }
            for (Map.Entry<String, String> entry : event.getMDCPropertyMap().entrySet()) {
                out.writeStringField(entry.getKey(), entry.getValue());
            }
            correlate(out, saysTask);
            if (event.getThrowableProxy() != null) {
                out.writeStringField("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        line.write('\n');
        return line.toByteArray();
    }

    /** What is current here is what the event is about: an event is encoded on the thread that logs it. */
    private static void correlate(JsonGenerator out, boolean saysTask) throws IOException {
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid()) {
            out.writeStringField("trace_id", span.getTraceId());
            out.writeStringField("span_id", span.getSpanId());
        }
        String task = TaskOfWork.current();
        if (task != null && !saysTask) {
            out.writeStringField(TASK, task);
        }
    }
}
