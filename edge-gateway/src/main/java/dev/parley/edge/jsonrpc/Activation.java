package dev.parley.edge.jsonrpc;

import dev.parley.proto.extension.Extensions;
import io.micronaut.http.HttpRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The extensions that a caller activates with {@code A2A-Extensions} (before 1.0: {@code X-A2A-Extensions}) and that the
 * mesh knows; others are ignored, as A2A 1.0.1 §4.6.3 wants.
 */
final class Activation {
    static final String HEADER = "A2A-Extensions";

    private static final Set<String> KNOWN = Set.of(Extensions.ROUTE, Extensions.ONCE, Extensions.CURSOR);

    private Activation() {}

    static Set<String> of(HttpRequest<?> request) {
        List<String> stated = request.getHeaders().getAll(HEADER);
        List<String> before = request.getHeaders().getAll("X-" + HEADER);
        if (stated.isEmpty() && before.isEmpty()) {
            return Set.of();
        }
        Set<String> activated = new LinkedHashSet<>();
        addKnown(stated, activated);
        addKnown(before, activated);
        return activated;
    }

    private static void addKnown(List<String> headers, Set<String> activated) {
        for (String header : headers) {
            for (String uri : header.split(",")) {
                if (KNOWN.contains(uri.strip())) {
                    activated.add(uri.strip());
                }
            }
        }
    }
}
