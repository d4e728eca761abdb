package dev.parley.edge.calls;

import dev.parley.proto.dialect.A2aVersion;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The header by which a caller activates extensions, in 1.0 and before. Both are read in every version. */
public final class ExtensionHeaders {
    public static final String NAME = "A2A-Extensions";
    public static final String NAME_BEFORE_1_0 = "X-" + NAME;

    private static final Pattern COMMA = Pattern.compile(",");

    private ExtensionHeaders() {}

    /** The one by which an answer names the extensions that its call activated. */
    public static String answered(A2aVersion version) {
        return switch (version) {
            case V1_0 -> NAME;
            case V0_3 -> NAME_BEFORE_1_0;
        };
    }

    /** The URIs that a request states in both, in their order; most requests have neither. */
    public static List<String> uris(CallHeaders headers) {
        List<String> stated = headers.all(NAME);
        List<String> before = headers.all(NAME_BEFORE_1_0);
        return stated.isEmpty() && before.isEmpty()
                ? List.of()
                : Stream.concat(stated.stream(), before.stream())
                        .flatMap(COMMA::splitAsStream)
                        .map(String::strip)
                        .toList();
    }
}
