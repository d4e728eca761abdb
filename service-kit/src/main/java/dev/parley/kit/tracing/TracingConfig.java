package dev.parley.kit.tracing;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.jspecify.annotations.Nullable;

/**
 * Whether spans are made and where they go. Keys {@code parley.tracing.*}.
 *
 * @param endpoint {@code http://HOST:PORT} of an OTLP/gRPC receiver; without one {@code OTEL_EXPORTER_OTLP_ENDPOINT} counts, and
 *     without that there are no spans
 * @param sample the share of callers' requests that is traced, 0 to 1
 * @param front callers speak to this service itself: it decides what is traced, whatever their {@code traceparent} says. Any
 *     other service does as whoever called it
 */
@ConfigurationProperties("parley.tracing")
record TracingConfig(
        @Nullable String endpoint,

        @DecimalMin("0") @DecimalMax("1") @Bindable(defaultValue = "1")
        double sample,

        @Bindable(defaultValue = "false") boolean front) {}
