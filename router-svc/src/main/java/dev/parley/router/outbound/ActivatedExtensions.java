package dev.parley.router.outbound;

import com.google.protobuf.Message;
import dev.parley.proto.a2a.v1.SendMessageRequest;
import dev.parley.proto.dialect.A2aVersion;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The header, over gRPC the metadata, by which a caller activates extensions (A2A 1.0.1 §3.2.6): for an agent, those that the
 * message itself says it uses. The mesh's own are not the agent's business.
 */
public final class ActivatedExtensions {
    private static final int MOST = 32;
    private static final String OWN = "https://parley.dev/ext/";
    // what may stand in a header: no blanks, no commas, which part the elements, nothing beyond ASCII
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x2b\\x2d-\\x7e]{1,256}");

    private ActivatedExtensions() {}

    /** At most one: its name in lower case, as metadata has to be, and the URIs, {@value #MOST} at most, parted by commas. */
    public static Map<String, String> headers(A2aVersion version, Message request) {
        String uris = uris(request);
        if (uris.isEmpty()) {
            return Map.of();
        }
        return switch (version) {
            case V1_0 -> Map.of("a2a-extensions", uris);
            case V0_3 -> Map.of("x-a2a-extensions", uris);
        };
    }

    private static String uris(Message request) {
        if (!(request instanceof SendMessageRequest send)) {
            return "";
        }
        return send.getMessage().getExtensionsList().stream()
                .filter(uri -> !uri.startsWith(OWN) && PLAIN.matcher(uri).matches())
                .distinct()
                .limit(MOST)
                .collect(Collectors.joining(", "));
    }
}
