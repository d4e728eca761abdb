package dev.parley.edge.health;

import dev.parley.edge.http.Replies;
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
        MeshHealth.View view = health.view();
        return Replies.json(view.status() == MeshHealth.Status.UNHEALTHY ? 503 : 200, view.toJson());
    }
}
