package dev.parley.edge.operations;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.proto.extension.Extensions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The extensions that a caller activates with {@code A2A-Extensions} (before 1.0: {@code X-A2A-Extensions}) and that the
 * mesh knows; others are ignored, as A2A 1.0.1 §4.6.3 wants.
 */
public final class Activation {
    public static final String HEADER = "A2A-Extensions";
    public static final String HEADER_BEFORE_1_0 = "X-" + HEADER;

    private static final Set<String> KNOWN =
            Set.of(Extensions.ROUTE, Extensions.ONCE, Extensions.CURSOR, Extensions.DISCOVER);

    private Activation() {}

    public static Set<String> of(CallHeaders headers) {
        List<String> stated = headers.all(HEADER);
        List<String> before = headers.all(HEADER_BEFORE_1_0);
        if (stated.isEmpty() && before.isEmpty()) {
            return Set.of();
        }
        Set<String> activated = new LinkedHashSet<>();
        addKnown(stated, activated);
        addKnown(before, activated);
        return activated;
    }

    private static void addKnown(List<String> values, Set<String> activated) {
        for (String value : values) {
            for (String uri : value.split(",")) {
                if (KNOWN.contains(uri.strip())) {
                    activated.add(uri.strip());
                }
            }
        }
    }
}
