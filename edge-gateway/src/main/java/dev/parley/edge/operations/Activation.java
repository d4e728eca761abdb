package dev.parley.edge.operations;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.edge.calls.ExtensionHeaders;
import dev.parley.proto.extension.Extensions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The extensions that a caller activates with {@code A2A-Extensions} (before 1.0: {@code X-A2A-Extensions}) and that the
 * mesh itself serves; others are ignored (A2A 1.0.1 §4.6.3) and go on to the agent.
 */
public final class Activation {
    private static final Set<String> KNOWN =
            Set.of(Extensions.ROUTE, Extensions.ONCE, Extensions.CURSOR, Extensions.CHECKPOINT, Extensions.DISCOVER);

    private Activation() {}

    public static Set<String> of(CallHeaders headers) {
        List<String> uris = ExtensionHeaders.uris(headers);
        return uris.isEmpty()
                ? Set.of()
                : uris.stream().filter(KNOWN::contains).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
