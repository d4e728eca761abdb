package dev.parley.edge.health;

import dev.parley.edge.http.Replies;
import dev.parley.kit.health.HealthReport;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Probes and metrics: on the management listener only, where there is one. */
@Requires(missingProperty = "parley.edge.socket")
@Controller(port = "${parley.edge.management-port:8090}")
@Produces(MediaType.ALL)
final class ManagementController {
    private final MeshHealth health;
    private final PrometheusMeterRegistry metrics;

    ManagementController(MeshHealth health, PrometheusMeterRegistry metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    @Get("/health")
    HttpResponse<?> health() {
        return HealthController.respond(health);
    }

    /** 200 when new work is welcome, else 503; the body says why. */
    @Get("/ready")
    HttpResponse<?> ready() {
        HealthReport report = health.report();
        return Replies.json(report.ready() ? 200 : 503, report.toJson());
    }

    @Get("/metrics")
    @ExecuteOn(TaskExecutors.VIRTUAL)
    HttpResponse<?> metrics() {
        return HttpResponse.ok(metrics.scrape()).contentType("text/plain; version=0.0.4; charset=utf-8");
    }
}
