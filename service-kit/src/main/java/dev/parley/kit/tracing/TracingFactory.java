package dev.parley.kit.tracing;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One OpenTelemetry a service, by our settings and by the environment variables of the standard ({@code OTEL_…}). */
@Factory
final class TracingFactory {
    private static final AttributeKey<String> INSTANCE = AttributeKey.stringKey("service.instance.id");
    private static final int LAST_SPANS_SECONDS = 2;

    // what exporters log of every lost batch is said once, by SpanExports; held here, or it could be collected with its
    // level
    private static final Logger OF_EXPORTERS = Logger.getLogger("io.opentelemetry.exporter");

    @Singleton
    @Bean(preDestroy = "close")
    Tracing tracing(TracingConfig config, Environment environment, MeterRegistry meters) {
        String service = environment.getProperty("parley.service", String.class).orElse("unknown");
        String instance =
                environment.getProperty("parley.instance", String.class).orElse(service);
        String endpoint = config.endpoint() != null
                ? config.endpoint().isBlank()
                        ? ""
                        : OtlpEndpoint.parse(config.endpoint()).url()
                : environment
                        .getProperty("otel.exporter.otlp.traces.endpoint", String.class)
                        .or(() -> environment.getProperty("otel.exporter.otlp.endpoint", String.class))
                        .orElse("");
        boolean disabled =
                environment.getProperty("otel.sdk.disabled", Boolean.class).orElse(false);
        return endpoint.isBlank() || disabled ? Tracing.off() : start(config, service, instance, endpoint, meters);
    }

    private static Tracing start(
            TracingConfig config, String service, String instance, String endpoint, MeterRegistry meters) {
        OF_EXPORTERS.setLevel(Level.OFF);
        DroppedSpans dropped = new DroppedSpans();
        OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> Map.of("otel.service.name", "parley-" + service))
                .addPropertiesCustomizer(given -> forced(endpoint))
                .addResourceCustomizer((resource, given) -> named(resource, instance))
                .addSamplerCustomizer((sampler, given) -> sampler(config, sampler, given))
                .addSpanExporterCustomizer((exporter, given) -> new SpanExports(exporter, meters, service))
                .addMeterProviderCustomizer((provider, given) -> provider.registerMetricReader(dropped))
                .build()
                .getOpenTelemetrySdk();
        Meter counter = FunctionCounter.builder("parley.tracing.spans", dropped, DroppedSpans::count)
                .description(SpanExports.DESCRIPTION)
                .tags("service", service, "outcome", "dropped")
                .register(meters);
        return new Tracing(true, sdk, () -> {
            sdk.shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS);
            meters.remove(counter);
        });
    }

    /** Spans only, to the one place that the Envoys were told of, too. */
    private static Map<String, String> forced(String endpoint) {
        Map<String, String> forced = new HashMap<>();
        forced.put("otel.exporter.otlp.traces.endpoint", endpoint);
        forced.put("otel.exporter.otlp.traces.protocol", "grpc");
        forced.put("otel.traces.exporter", "otlp");
        forced.put("otel.metrics.exporter", "none");
        forced.put("otel.logs.exporter", "none");
        return forced;
    }

    private static Resource named(Resource resource, String instance) {
        return resource.getAttribute(INSTANCE) == null
                ? resource.toBuilder().put(INSTANCE, instance).build()
                : resource;
    }

    /** README, "What is traced": at the front our own share decides, behind it whoever called. */
    private static Sampler sampler(TracingConfig config, Sampler standard, ConfigProperties given) {
        Sampler own =
                given.getString("otel.traces.sampler") == null ? Sampler.traceIdRatioBased(config.sample()) : standard;
        return config.front() ? own : new BehindFront(own);
    }
}
