package dev.parley.edge.calls;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The header by which a caller activates extensions, in 1.0 and before. Both are read in every version. */
public final class ExtensionHeaders {
    public static final String NAME = "A2A-Extensions";
    public static final String NAME_BEFORE_1_0 = "X-" + NAME;

    private static final Pattern COMMA = Pattern.compile(",");

    private ExtensionHeaders() {}

    /** The URIs that a request states in both, in their order. */
    public static Stream<String> uris(CallHeaders headers) {
        return Stream.of(NAME, NAME_BEFORE_1_0)
                .flatMap(name -> headers.all(name).stream())
                .flatMap(COMMA::splitAsStream)
                .map(String::strip);
    }
}
