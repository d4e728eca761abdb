package dev.parley.kit.tracing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is exported and what is not, and says once when the receiver is away and once when it is back. */
final class SpanExports implements SpanExporter {
    static final String DESCRIPTION = "Sampled spans by what became of them";

    private static final Logger log = LoggerFactory.getLogger(SpanExports.class);

    private final SpanExporter exporter;
    private final Counter exported;
    private final Counter failed;
    private final AtomicBoolean away = new AtomicBoolean();

    SpanExports(SpanExporter exporter, MeterRegistry meters, String service) {
        this.exporter = exporter;
        this.exported = counter(meters, service, "exported");
        this.failed = counter(meters, service, "failed");
    }

    private static Counter counter(MeterRegistry meters, String service, String outcome) {
        return Counter.builder("parley.tracing.spans")
                .description(DESCRIPTION)
                .tags("service", service, "outcome", outcome)
                .register(meters);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            if (result.isSuccess()) {
                exported.increment(count);
                if (away.compareAndSet(true, false)) {
                    log.atInfo().log("spans are exported again");
                }
            } else {
                failed.increment(count);
                if (away.compareAndSet(false, true)) {
                    Throwable cause = result.getFailureThrowable();
                    log.atWarn()
                            .addKeyValue("reason", cause == null ? "no answer in time" : String.valueOf(cause))
                            .log("spans are not exported and are dropped");
                }
            }
        });
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
