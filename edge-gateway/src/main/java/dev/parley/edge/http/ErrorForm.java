package dev.parley.edge.http;

import dev.parley.edge.operations.ProtocolVersion;
import dev.parley.proto.dialect.A2aVersion;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an error looks like to who called a path, where no endpoint has taken the request: too large, a foreign host, no such path. */
enum ErrorForm {
    /** A JSON-RPC error, of the version that the request states. */
    JSON_RPC,
    /** A2A 0.3's over HTTP+JSON. */
    V03_HTTP_JSON,
    /** {@code {"detail": …}}, for tools from before A2A. */
    DETAIL,
    /** {@code {"error": …}}, of A2A 1.0 over HTTP+JSON and of our own REST. */
    TYPED;

    private static final Pattern JSON_RPC_PATH = Pattern.compile("(/agents/[^/]+)?(/execute)?/*");
    private static final Pattern V03_PATH = Pattern.compile("(/agents/[^/]+)?/v1(/.*)?");
    private static final Pattern LEGACY_PATH = Pattern.compile("(/agents/[^/]+)?/tasks/send");
    // what 1.0 and 0.3 both have; the version says which is meant
    private static final Pattern SHARED_PATH = Pattern.compile(
            "(/agents/[^/]+|/[^/]+)?/(message:(send|stream)|tasks/[^/]+(/pushNotificationConfigs(/[^/]+)?)?)");

    // what only 1.0 has there; one who states 0.3 is answered in its words all the same
    private static final Pattern PATH_OF_10 = Pattern.compile("(/agents/[^/]+|/[^/]+)?/(tasks|extendedAgentCard)");

    static ErrorForm of(HttpRequest<?> request) {
        String path = request.getPath();
        if (request.getMethod() == HttpMethod.POST) {
            if (JSON_RPC_PATH.matcher(path).matches()) {
                return JSON_RPC;
            }
            if (LEGACY_PATH.matcher(path).matches()) {
                return DETAIL;
            }
        }
        return isOf03(request, path) ? V03_HTTP_JSON : TYPED;
    }

    private static boolean isOf03(HttpRequest<?> request, String path) {
        if (V03_PATH.matcher(path).matches()) {
            return true;
        }
        if (PATH_OF_10.matcher(path).matches()) {
            return ProtocolVersion.stated(request).equals(Optional.of(A2aVersion.V0_3));
        }
        return SHARED_PATH.matcher(path).matches()
                && ProtocolVersion.assumed(ProtocolVersion.text(request)) == A2aVersion.V0_3;
    }
}
