package dev.parley.edge.rest;

import dev.parley.edge.EdgeConfig;
import dev.parley.edge.http.Replies;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The OpenAPI document: a resource kept by hand, held to the routes by a test. */
@Controller
@Produces(MediaType.ALL)
final class OpenApiController {
    private final byte[] document;

    OpenApiController(EdgeConfig config) {
        this.document = load().replace("\"version\": \"VERSION\"", "\"version\": \"" + config.version() + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Get("/api/v1/openapi.json")
    HttpResponse<?> document() {
        return Replies.json(200, document);
    }

    private static String load() {
        try (InputStream in = OpenApiController.class.getResourceAsStream("/openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("openapi.json is missing (expected: beside the edge's classes)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
