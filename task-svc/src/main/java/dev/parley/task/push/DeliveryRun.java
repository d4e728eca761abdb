package dev.parley.task.push;

import dev.parley.kit.tracing.SpanNames;
import dev.parley.kit.tracing.TraceContexts;
import dev.parley.kit.tracing.Tracing;
import dev.parley.proto.task.v1.AcceptedEntry;
import dev.parley.proto.task.v1.AttemptEntry;
import dev.parley.task.journal.Entry;
import dev.parley.task.journal.TaskKey;
import dev.parley.task.push.PushStore.Failure;
import dev.parley.task.running.TaskFeed;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the events of one task to one webhook, in order, each until it is taken, for as long as there are some or more may
 * come soon. It leaves when there is nothing to do for a while; everything that it must know again is in the store.
 */
final class DeliveryRun {
    /** Shorter pauses are waited for, longer ones in the database. */
    private static final Duration SHORT = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(DeliveryRun.class);

    /** What all runs share. */
    record Tools(
            PushStore store,
            TaskFeed feed,
            WebhookClient client,
            HostLimits limits,
            RetryRules retries,
            PushMetrics metrics,
            Tracing tracing,
            InstantSource clock) {}

    private final Tools tools;
    private final Delivery delivery;
    private final TaskKey task;
    private final WebhookBodies bodies;
    private final String host;
    private long cursor;
    // of the message that was read last; what is read after a restart may begin behind every message
    private final Map<Long, Context> waiting = new HashMap<>();
    private Context trace = Context.root();
    private int failures;
    private @Nullable Instant failingSince;

    DeliveryRun(Delivery delivery, Tools tools) {
        this.tools = tools;
        this.delivery = delivery;
        this.task = delivery.task();
        this.cursor = delivery.deliveredSequence();
        this.failures = delivery.failedAttempts();
        this.failingSince = delivery.failingSince();
        this.bodies = WebhookBodies.of(
                delivery.webhook().version(),
                () -> tools.feed().callersName(task),
                () -> tools.feed().fold(task, delivery.deliveredSequence()).orElseThrow());
        URI url = URI.create(delivery.webhook().url());
        this.host = TargetGuard.hostOf(url) + ":" + TargetGuard.portOf(url);
    }

    void run() throws InterruptedException {
        if (delivery.opening() && !open()) {
            return;
        }
        while (true) {
            List<Entry> entries = tools.feed().after(task, cursor);
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                follow(entry);
                Optional<byte[]> body = bodies.of(entry, i + 1 < entries.size());
                if (body.isPresent() && !deliver(body.get(), entry.sequence(), entry.at())) {
                    return;
                }
                cursor = entry.sequence();
            }
            if (entries.isEmpty() && !waits()) {
                return;
            }
        }
    }

    /** What is told next belongs to the message that the agent was given last, not to one that waits behind it. */
    private void follow(Entry entry) {
        switch (entry.body()) {
            case AcceptedEntry accepted -> {
                waiting.put(
                        entry.sequence(), TraceContexts.read(accepted.getCall().getContext()));
                if (entry.sequence() == 1) {
                    trace = TraceContexts.read(accepted.getCall().getContext());
                }
            }
            case AttemptEntry attempt -> {
                Context given = waiting.remove(attempt.getAcceptedSequence());
                trace = given == null ? trace : given;
            }
            default -> {}
        }
    }

    private boolean open() throws InterruptedException {
        TaskFeed.Snapshot now = tools.feed().snapshot(task).orElse(null);
        if (now == null
                || !deliver(
                        bodies.opening(now.task()),
                        now.sequence(),
                        tools.clock().instant())) {
            return false;
        }
        cursor = now.sequence();
        return true;
    }

    /** False when there is no use in waiting for more. */
    private boolean waits() throws InterruptedException {
        return switch (tools.feed().standing(task, cursor)) {
            case MORE, RUNS -> true;
            case RESTS -> {
                tools.store().rest(delivery, cursor);
                yield false;
            }
            case ENDED -> {
                tools.store().finish(delivery, cursor);
                yield false;
            }
            case GONE -> false;
        };
    }

    /** True when the webhook took it; false when this run is over. */
    private boolean deliver(byte[] body, long sequence, Instant committed) throws InterruptedException {
        WebhookClient.Post post = new WebhookClient.Post(id(sequence), sequence, bodies.contentType(), body);
        // deleted, replaced or taken over: what would go out now is not wanted
        while (tools.store().isCurrent(delivery)) {
            long started = tools.clock().millis();
            Attempt attempt = tools.limits().within(host, () -> traced(post));
            tools.metrics()
                    .attempt()
                    .record(Duration.ofMillis(Math.max(0, tools.clock().millis() - started)));
            if (attempt instanceof Attempt.Taken taken) {
                failures = 0;
                failingSince = null;
                tools.metrics()
                        .delivered(Duration.between(committed, tools.clock().instant()));
                return tools.store().delivered(delivery, sequence, taken.status());
            }
            tools.metrics().failed();
            if (!goesOn(attempt)) {
                return false;
            }
        }
        return false;
    }

    private String id(long sequence) {
        String name = task.tenant() + '\0' + task + '\0' + delivery.webhook().id() + '\0' + sequence;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private Attempt traced(WebhookClient.Post post) throws InterruptedException {
        Span span = begin();
        try (Scope here = trace.with(span).makeCurrent()) {
            Attempt attempt = tools.client().post(delivery.webhook(), post);
            if (attempt instanceof Attempt.Taken taken) {
                span.setAttribute(SpanNames.HTTP_STATUS, (long) taken.status());
            } else {
                Failure failure = describe(attempt);
                if (failure.status() > 0) {
                    span.setAttribute(SpanNames.HTTP_STATUS, (long) failure.status());
                }
                span.setAttribute(
                                SpanNames.ERROR_TYPE,
                                attempt.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                        .setStatus(StatusCode.ERROR);
            }
            return attempt;
        } finally {
            span.end();
        }
    }

    /** Its URL may hold secrets, so the span has none of it. */
    private Span begin() {
        return Span.fromContext(trace).getSpanContext().isValid()
                        && tools.tracing().isOn()
                ? tools.tracing()
                        .tracer()
                        .spanBuilder("webhook")
                        .setParent(trace)
                        .setSpanKind(SpanKind.CLIENT)
                        .setAttribute(SpanNames.HTTP_METHOD, "POST")
                        .setAttribute(SpanNames.TASK, task.toString())
                        .startSpan()
                : Span.getInvalid();
    }

    /** Waits for the next attempt; false when it is not made here, or not at all. */
    private boolean goesOn(Attempt failed) throws InterruptedException {
        Instant now = tools.clock().instant();
        failures++;
        Instant since = failingSince == null ? now : failingSince;
        failingSince = since;
        Failure failure = describe(failed);
        Duration pause = tools.retries().pause(failed, failures, since, now).orElse(null);
        if (pause == null) {
            if (tools.store().giveUp(delivery, failure)) {
                tools.metrics().givenUp();
                log.atWarn()
                        .addKeyValue("task_id", task)
                        .addKeyValue("attempts", failures)
                        .addKeyValue("reason", failure.reason())
                        .log("webhook given up");
            }
            return false;
        }
        if (!tools.store().failed(delivery, failure, pause) || pause.compareTo(SHORT) > 0) {
            return false;
        }
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        return true;
    }

    private static Failure describe(Attempt failed) {
        return switch (failed) {
            case Attempt.Declined declined -> new Failure(declined.status(), "answered with " + declined.status());
            case Attempt.Unanswered unanswered -> new Failure(0, unanswered.reason());
            case Attempt.Forbidden forbidden -> new Failure(0, forbidden.reason());
            case Attempt.Taken taken -> throw new IllegalArgumentException(taken + " (expected: a failed attempt)");
        };
    }
}
