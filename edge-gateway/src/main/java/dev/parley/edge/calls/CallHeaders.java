package dev.parley.edge.calls;

import io.micronaut.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a caller says beside its request: the headers of HTTP, the metadata of gRPC. Case does not count in names. */
@FunctionalInterface
public interface CallHeaders {
    List<String> all(String name);

    default @Nullable String first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** The same, and where a name has no value the one that is given here; names in lower case. */
    default CallHeaders orElse(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        return name -> {
            List<String> values = all(name);
            String other = more.get(name.toLowerCase(Locale.ROOT));
            return values.isEmpty() && other != null ? List.of(other) : values;
        };
    }

    static CallHeaders of(HttpRequest<?> request) {
        return name -> request.getHeaders().getAll(name);
    }
}
