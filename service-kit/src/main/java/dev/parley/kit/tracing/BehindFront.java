package dev.parley.kit.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Does as whoever called, and begins no trace; but for spans that say {@link SpanNames#DECIDED_HERE}, where the front's own way to
 * decide is taken.
 */
final class BehindFront implements Sampler {
    private static final Sampler AS_CALLED = Sampler.parentBased(Sampler.alwaysOff());

    private final Sampler front;

    BehindFront(Sampler front) {
        this.front = front;
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        Sampler decides = Boolean.TRUE.equals(attributes.get(SpanNames.DECIDED_HERE)) ? front : AS_CALLED;
        return decides.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return "BehindFront{" + front.getDescription() + "}";
    }
}
