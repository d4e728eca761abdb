package dev.parley.kit.telemetry;

import dev.parley.proto.json.ProtoJson;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** One registry a process, so that services that share a JVM share one {@code /metrics}. */
@Factory
final class Metrics {
    // shared by every context of the process; binders of the JVM are bound exactly once
    private static final PrometheusMeterRegistry PROCESS = bind(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));

    @Singleton
    PrometheusMeterRegistry registry() {
        return PROCESS;
    }

    @SuppressWarnings("resource") // lives as long as the process
    private static PrometheusMeterRegistry bind(PrometheusMeterRegistry registry) {
        MeterRegistry meters = registry;
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new JvmGcMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        FunctionCounter.builder("parley.json.unknown.members", ProtoJson.class, json -> unknownMembers())
                .description("Members of peers' JSON that no message has: they speak a newer dialect")
                .register(meters);
        return registry;
    }

    private static double unknownMembers() {
        return ProtoJson.unknownMembers().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
