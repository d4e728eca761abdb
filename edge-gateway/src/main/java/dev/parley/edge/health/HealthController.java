package dev.parley.edge.health;

import dev.parley.edge.http.Replies;
import dev.parley.kit.health.HealthReport;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;

/** Health on the public listener. Answered from memory, on the event loop. */
@Controller
@Produces(MediaType.ALL)
final class HealthController {
    private final MeshHealth health;

    HealthController(MeshHealth health) {
        this.health = health;
    }

    /** 503 when something required is down. */
    @Get("/health")
    HttpResponse<?> health() {
        return respond(health);
    }

    static HttpResponse<?> respond(MeshHealth health) {
        HealthReport report = health.report();
        return Replies.json(report.isHealthy() ? 200 : 503, report.toJson());
    }
}
