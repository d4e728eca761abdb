package dev.parley.edge.calls;

import io.micronaut.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a caller says beside its request: the headers of HTTP, the metadata of gRPC. Case does not count in names. */
@FunctionalInterface
public interface CallHeaders {
    List<String> all(String name);

    default @Nullable String first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : values.getFirst();
    }

    static CallHeaders of(HttpRequest<?> request) {
        return name -> request.getHeaders().getAll(name);
    }
}
