package dev.parley.edge.operations;

import dev.parley.edge.EdgeConfig;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which version a 1.0 method is called in. The method name decides; the header {@code A2A-Version} (or the query parameter)
 * may not contradict it. Without one the call counts as 1.0, and is counted, unless the edge is strict.
 */
@Singleton
public final class ProtocolVersion {
    public static final String NAME = "A2A-Version";

    private static final Pattern ONE_ZERO = Pattern.compile("1\\.0(\\.\\d+)?");

    private final boolean strict;
    private final Counter unversioned;

    ProtocolVersion(EdgeConfig config, MeterRegistry meters) {
        this.strict = config.strictVersion();
        this.unversioned = Counter.builder("a2a.requests.unversioned")
                .description("Calls of 1.0 methods without A2A-Version")
                .register(meters);
    }

    /**
     * @throws A2aException VERSION_NOT_SUPPORTED
     */
    public void check(HttpRequest<?> request) {
        check(stated(request));
    }

    /**
     * @param version as the caller states it, if it does
     * @throws A2aException VERSION_NOT_SUPPORTED
     */
    public void check(@Nullable String version) {
        if (version == null || version.isBlank()) {
            unversioned.increment();
            if (strict) {
                throw new A2aException(
                        A2aErrorCode.VERSION_NOT_SUPPORTED,
                        "A2A-Version is missing (expected: 1.0; without it a call means 0.3, which has no such method)");
            }
        } else if (!version.equals("1.0") && !ONE_ZERO.matcher(version.strip()).matches()) {
            throw new A2aException(
                    A2aErrorCode.VERSION_NOT_SUPPORTED, "A2A-Version \"" + version + "\" (expected: 1.0)");
        }
    }

    private static @Nullable String stated(HttpRequest<?> request) {
        String header = request.getHeaders().get(NAME);
        return header != null ? header : request.getParameters().get(NAME);
    }
}
