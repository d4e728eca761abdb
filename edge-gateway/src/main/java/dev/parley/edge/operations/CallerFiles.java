package dev.parley.edge.operations;

import dev.parley.edge.calls.CallHeaders;
import dev.parley.proto.dialect.v03.FileBytes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a caller of 0.3 has the bytes of files in 0.3's messages. Nothing in its request says it, and the SDK in JavaScript
 * does it otherwise than those in Python, Go and Java; so its name is all there is to go by.
 */
public final class CallerFiles {
    private static final String USER_AGENT = "User-Agent";

    private CallerFiles() {}

    public static FileBytes of(CallHeaders headers) {
        return isJavaScript(headers.first(USER_AGENT)) ? FileBytes.RAW : FileBytes.BASE64;
    }

    /** What gRPC for Node and fetch in Node say of themselves. */
    private static boolean isJavaScript(@Nullable String userAgent) {
        if (userAgent == null) {
            return false;
        }
        String name = userAgent.toLowerCase(Locale.ROOT);
        return name.contains("grpc-node") || name.equals("node") || name.startsWith("node/") || name.contains("undici");
    }
}
